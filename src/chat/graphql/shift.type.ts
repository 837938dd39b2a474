import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf, NodeType } from '@libs/graphql';
import type { ShiftView } from '../queries/shifts.js';

@ObjectType('Shift', { implements: () => [NodeType], description: 'Time in which an agent is on duty for a brand.' })
export class ShiftType extends NodeType {
  @Field(() => ID, { description: 'The agent.' })
  agentId: string;

  @Field(() => ID, { description: 'The brand.' })
  brandId: string;

  @Field(() => Date, { description: 'When the duty begins.' })
  startsAt: Date;

  @Field(() => Date, { description: 'When it is over.' })
  endsAt: Date;
}

@ObjectType({ description: 'A page of the shift roster.' })
export class ShiftConnection extends connectionOf(ShiftType, 'Shift') {}

/** A shift in the form of its GraphQL type. */
export function showShift(view: ShiftView): ShiftType {
  return Object.assign(new ShiftType(), view);
}
