import { Args, Field, ID, InputType, Int, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { PromiseAnswer } from '../use-cases/promise-answer.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatType } from './chat.type.js';
import { ChatIsOverType, ForeignBrandLinkType, NotYourChatType } from './refusals.types.js';

@InputType({ description: 'How much time you need.' })
class PromiseAnswerInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => Int, { description: 'The time, 10 to 3600 seconds.' })
  seconds: number;

  @Field(() => String, { nullable: true, description: 'What the visitor reads; left out, a sentence with the amount.' })
  text?: string | null;
}

@ObjectType({ description: 'The visitor was told.' })
class PromiseAnswerSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const PromiseAnswerResult = resultUnion('PromiseAnswer', PromiseAnswerSuccess, {
  ChatIsOver: ChatIsOverType,
  ForeignBrandLink: ForeignBrandLinkType,
  NotYourChat: NotYourChatType,
});

@Resolver()
export class PromiseAnswerMutation {
  constructor(
    private readonly useCase: PromiseAnswer,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => PromiseAnswerResult, {
    description: 'Tells the visitor how long you need, and watches that you keep to it.',
  })
  promiseAnswer(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: PromiseAnswerInput) {
    const work = this.useCase.execute(commandOf('promiseAnswer', edge, input));
    return answer(PromiseAnswerResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
