import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type OutsideActor } from '@src/identity';
import { StartChat } from '../use-cases/start-chat.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatMediumEnum } from './chat.enums.js';
import { ChatType } from './chat.type.js';
import { ChatAlreadyOpenType, ChatNotAvailableType } from './refusals.types.js';

@InputType({ description: 'What you want to chat about.' })
class StartChatInput extends MutationInput {
  @Field(() => String, { nullable: true, description: 'Your first message, up to 8000 characters.' })
  text?: string | null;

  @Field(() => ChatMediumEnum, { defaultValue: 'TEXT', description: 'How you want to talk.' })
  medium: 'TEXT' | 'VOICE';

  @Field(() => Boolean, { defaultValue: false, description: 'Whether to wait in the queue when all agents are busy.' })
  isWillingToWait: boolean;
}

@ObjectType({ description: 'The request was made.' })
class StartChatSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const StartChatResult = resultUnion('StartChat', StartChatSuccess, {
  ChatAlreadyOpen: ChatAlreadyOpenType,
  ChatNotAvailable: ChatNotAvailableType,
});

@Resolver()
export class StartChatMutation {
  constructor(
    private readonly useCase: StartChat,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('USE_CHAT_WIDGET'), () => StartChatResult, {
    description: 'Asks for a chat. Whether somebody can serve you is decided anew: you get a chat, or your next steps.',
  })
  startChat(@CurrentEdge() edge: EdgeContext<OutsideActor>, @Args('input') input: StartChatInput) {
    const work = this.useCase.execute(commandOf('startChat', edge, input));
    return answer(StartChatResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
