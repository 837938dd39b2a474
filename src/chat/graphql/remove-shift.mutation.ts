import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { RemoveShift } from '../use-cases/remove-shift.js';

@InputType({ description: 'A shift to be removed.' })
class RemoveShiftInput extends MutationInput {
  @Field(() => ID, { description: 'The shift.' })
  shiftId: string;
}

@ObjectType({ description: 'The shift was removed.' })
class RemoveShiftSuccess {
  @Field(() => ID, { description: 'The shift that is no more.' })
  shiftId: string;
}

const RemoveShiftResult = resultUnion('RemoveShift', RemoveShiftSuccess);

@Resolver()
export class RemoveShiftMutation {
  constructor(private readonly useCase: RemoveShift) {}

  @Mutation(Allow('SUPERVISE'), () => RemoveShiftResult, { description: 'Takes a shift out of the roster.' })
  removeShift(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: RemoveShiftInput) {
    return answer(RemoveShiftResult, this.useCase.execute(commandOf('removeShift', edge, input)), (outcome) => outcome);
  }
}
