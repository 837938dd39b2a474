import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { EndSession } from '../use-cases/end-session.js';
import { Allow } from './allow.decorator.js';

@InputType({ description: 'Nothing but the client key: the log-in that ends is the one that you are using.' })
class LogOutInput extends MutationInput {}

@ObjectType({ description: 'You are logged out, and the tokens of this log-in are void.' })
class LogOutSuccess {
  @Field(() => ID, { description: 'The log-in that has ended.' })
  sessionId: string;
}

const LogOutResult = resultUnion('LogOut', LogOutSuccess);

@Resolver()
export class LogOutMutation {
  constructor(private readonly useCase: EndSession) {}

  @Mutation(Allow('HAVE_ACCOUNT'), () => LogOutResult, {
    description: 'Ends the log-in that you are using. UNAUTHENTICATED on a retry means that it has ended already.',
  })
  logOut(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: LogOutInput) {
    return answer(LogOutResult, this.useCase.logOut(commandOf('logOut', edge, input)), (outcome) => outcome);
  }
}
