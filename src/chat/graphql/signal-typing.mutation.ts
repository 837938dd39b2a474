import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type OutsideActor, type StaffActor } from '@src/identity';
import { SignalTyping } from '../use-cases/signal-typing.js';

@InputType({ description: 'Whether you type.' })
class SignalTypingInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => Boolean, { description: 'True while you type, to be repeated every few seconds; false when you stop.' })
  isTyping: boolean;
}

@ObjectType({ description: 'The other side was told.' })
class SignalTypingSuccess {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;
}

const SignalTypingResult = resultUnion('SignalTyping', SignalTypingSuccess);

@Resolver()
export class SignalTypingMutation {
  constructor(private readonly useCase: SignalTyping) {}

  @Mutation(Allow('TAKE_PART_IN_CHAT'), () => SignalTypingResult, {
    description: 'Tells the other side that you type. Not stored; a lost sign is no loss.',
  })
  signalTyping(@CurrentEdge() edge: EdgeContext<OutsideActor | StaffActor>, @Args('input') input: SignalTypingInput) {
    const work = this.useCase.execute(commandOf('signalTyping', edge, input));
    return answer(SignalTypingResult, work, (outcome) => outcome);
  }
}
