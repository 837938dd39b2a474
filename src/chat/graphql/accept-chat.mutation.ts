import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { AcceptChat } from '../use-cases/accept-chat.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatType } from './chat.type.js';
import { ChatAlreadyAcceptedType, ChatIsOverType, MayNotAcceptChatType } from './refusals.types.js';

@InputType({ description: 'The request to accept.' })
class AcceptChatInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;
}

@ObjectType({ description: 'The chat is yours.' })
class AcceptChatSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const AcceptChatResult = resultUnion('AcceptChat', AcceptChatSuccess, {
  ChatAlreadyAccepted: ChatAlreadyAcceptedType,
  ChatIsOver: ChatIsOverType,
  MayNotAcceptChat: MayNotAcceptChatType,
});

@Resolver()
export class AcceptChatMutation {
  constructor(
    private readonly useCase: AcceptChat,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => AcceptChatResult, {
    description: 'Accepts a chat request. Exactly one agent wins; the others are told who and when.',
  })
  acceptChat(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: AcceptChatInput) {
    const work = this.useCase.execute(commandOf('acceptChat', edge, input));
    return answer(AcceptChatResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
