import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { AgentStatus } from '../model/presence.js';
import type { MyPresenceView } from '../queries/my-presence.js';
import { AgentStatusEnum } from './presence.enums.js';
import { ShiftType, showShift } from './shift.type.js';

@ObjectType('MyPresence', { description: 'Your own presence: how you are seen.' })
export class MyPresenceType {
  @Field(() => ID, { description: 'Your id.' })
  agentId: string;

  @Field(() => AgentStatusEnum, {
    description: 'Your status now, as the server decides it: verify it before you work.',
  })
  status: AgentStatus;

  @Field(() => Date, { nullable: true, description: 'Since when you have it; null if you never signed in to chat.' })
  since: Date | null;

  @Field(() => AgentStatusEnum, { description: 'The status that you chose last.' })
  chosen: AgentStatus;

  @Field(() => Date, {
    nullable: true,
    description: 'When you count as gone unless a heartbeat comes; null when you are not signed in.',
  })
  leaseExpiresAt: Date | null;

  @Field(() => Int, { description: 'How often, in seconds, your client should call keepMyPresence.' })
  heartbeatSeconds: number;

  @Field(() => Int, { description: 'Most chats that you serve at the same time, 0 to 50.' })
  maxChats: number;

  @Field(() => Int, { description: 'Chats that you serve now.' })
  activeChats: number;

  @Field(() => ShiftType, { nullable: true, description: 'Your shift that covers the present, at any brand.' })
  shift: ShiftType | null;
}

/** A presence in the form of its GraphQL type. */
export function showMyPresence({ shift, ...view }: MyPresenceView): MyPresenceType {
  return { ...view, shift: shift && showShift(shift) };
}
