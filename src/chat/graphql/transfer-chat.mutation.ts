import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { TransferChat } from '../use-cases/transfer-chat.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatType } from './chat.type.js';
import { AgentNotAvailableType, ChatIsOverType, NotYourChatType } from './refusals.types.js';

@InputType({ description: 'Which chat goes to whom.' })
class TransferChatInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => ID, { description: 'The agent who takes over.' })
  toAgentId: string;

  @Field(() => String, { nullable: true, description: 'What he should know; only staff sees it.' })
  note?: string | null;
}

@ObjectType({ description: 'The colleague serves the chat now.' })
class TransferChatSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const TransferChatResult = resultUnion('TransferChat', TransferChatSuccess, {
  AgentNotAvailable: AgentNotAvailableType,
  ChatIsOver: ChatIsOverType,
  NotYourChat: NotYourChatType,
});

@Resolver()
export class TransferChatMutation {
  constructor(
    private readonly useCase: TransferChat,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => TransferChatResult, {
    description: 'Hands a chat to a colleague who is there and has room.',
  })
  transferChat(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: TransferChatInput) {
    const work = this.useCase.execute(commandOf('transferChat', edge, input));
    return answer(TransferChatResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
