import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { ChangeMyPassword } from '../use-cases/change-my-password.js';
import { Allow } from './allow.decorator.js';
import { TooManyAttemptsType, WrongCredentialsType } from './refusals.type.js';

@InputType({ description: 'Your password as it is and as it shall be.' })
class ChangeMyPasswordInput extends MutationInput {
  @Field(() => String, { description: 'The password that is good now.' })
  currentPassword: string;

  @Field(() => String, { description: 'The password to come, 10 to 128 characters.' })
  newPassword: string;
}

@ObjectType({ description: 'The password was changed, and your other log-ins have ended.' })
class ChangeMyPasswordSuccess {
  @Field(() => ID, { description: 'Your account.' })
  agentId: string;
}

const refusals = { WrongCredentials: WrongCredentialsType, TooManyAttempts: TooManyAttemptsType };
const ChangeMyPasswordResult = resultUnion('ChangeMyPassword', ChangeMyPasswordSuccess, refusals);

@Resolver()
export class ChangeMyPasswordMutation {
  constructor(private readonly useCase: ChangeMyPassword) {}

  @Mutation(Allow('HAVE_ACCOUNT'), () => ChangeMyPasswordResult, {
    description: 'Changes your password and ends your log-ins elsewhere.',
  })
  changeMyPassword(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: ChangeMyPasswordInput) {
    const outcome = this.useCase.execute(commandOf('changeMyPassword', edge, input), edge.credentials.address);
    return answer(ChangeMyPasswordResult, outcome, ({ agentId }) => ({ agentId }));
  }
}
