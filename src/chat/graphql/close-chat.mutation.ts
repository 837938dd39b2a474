import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { CloseChat } from '../use-cases/close-chat.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatType } from './chat.type.js';
import { ChatIsOverType, NotYourChatType } from './refusals.types.js';

@InputType({ description: 'The chat to end.' })
class CloseChatInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;
}

@ObjectType({ description: 'The chat is over.' })
class CloseChatSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const CloseChatResult = resultUnion('CloseChat', CloseChatSuccess, {
  ChatIsOver: ChatIsOverType,
  NotYourChat: NotYourChatType,
});

@Resolver()
export class CloseChatMutation {
  constructor(
    private readonly useCase: CloseChat,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => CloseChatResult, {
    description: 'Ends a chat that came to its end.',
  })
  closeChat(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: CloseChatInput) {
    const work = this.useCase.execute(commandOf('closeChat', edge, input));
    return answer(CloseChatResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
