import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { EndSession } from '../use-cases/end-session.js';
import { Allow } from './allow.decorator.js';

@InputType({ description: 'One of your log-ins that is to end.' })
class EndSessionInput extends MutationInput {
  @Field(() => ID, { description: 'The log-in, from `mySessions`.' })
  sessionId: string;
}

@ObjectType({ description: 'The log-in has ended, and its tokens are void.' })
class EndSessionSuccess {
  @Field(() => ID, { description: 'The log-in that has ended.' })
  sessionId: string;
}

const EndSessionResult = resultUnion('EndSession', EndSessionSuccess);

@Resolver()
export class EndSessionMutation {
  constructor(private readonly useCase: EndSession) {}

  @Mutation(Allow('HAVE_ACCOUNT'), () => EndSessionResult, {
    description: 'Ends one of your log-ins, for instance on a device that you lost.',
  })
  endSession(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: EndSessionInput) {
    return answer(EndSessionResult, this.useCase.execute(commandOf('endSession', edge, input)), (outcome) => outcome);
  }
}
