import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { PlanShift } from '../use-cases/plan-shift.js';
import { ShiftOverlapsType } from './presence.refusals.types.js';
import { ShiftType, showShift } from './shift.type.js';

@InputType({ description: 'A shift to be planned.' })
class PlanShiftInput extends MutationInput {
  @Field(() => ID, { description: 'The agent, who works for the brand.' })
  agentId: string;

  @Field(() => String, { description: 'Code of the brand.' })
  brandCode: string;

  @Field(() => Date, { description: 'When the duty begins, at most 400 days ahead.' })
  startsAt: Date;

  @Field(() => Date, { description: 'When it is over: in the future, and at most 24 hours after its beginning.' })
  endsAt: Date;
}

@ObjectType({ description: 'The shift was planned.' })
class PlanShiftSuccess {
  @Field(() => ShiftType, { description: 'The shift.' })
  shift: ShiftType;
}

const PlanShiftResult = resultUnion('PlanShift', PlanShiftSuccess, { ShiftOverlaps: ShiftOverlapsType });

@Resolver()
export class PlanShiftMutation {
  constructor(private readonly useCase: PlanShift) {}

  @Mutation(Allow('SUPERVISE'), () => PlanShiftResult, { description: 'Plans when an agent is on duty for a brand.' })
  planShift(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: PlanShiftInput) {
    const outcome = this.useCase.execute(commandOf('planShift', edge, input));
    return answer(PlanShiftResult, outcome, ({ shiftId, brandId }) => {
      const { agentId, startsAt, endsAt } = input;
      return { shift: showShift({ id: shiftId, agentId: agentId.toLowerCase(), brandId, startsAt, endsAt }) };
    });
  }
}
