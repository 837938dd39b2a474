import { Args, Field, ID, InputType, Int, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type OutsideActor, type StaffActor } from '@src/identity';
import { SendChatMessage } from '../use-cases/send-chat-message.js';
import { ChatIsOverType, ForeignBrandLinkType, NotYourChatType } from './refusals.types.js';

@InputType({ description: 'A message to send.' })
class SendChatMessageInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => String, { description: 'What to say, 1 to 8000 characters.' })
  text: string;

  @Field(() => String, {
    nullable: true,
    description: 'Code of the brand that you believe to write for; a chat of another brand refuses the message.',
  })
  brandCode?: string | null;
}

@ObjectType({ description: 'The message was sent and stored.' })
class SendChatMessageSuccess {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => ID, { description: 'Id of the message.' })
  messageId: string;

  @Field(() => Int, { description: "Place of the message in the chat's history." })
  sequence: number;

  @Field(() => Date, { description: 'When it was sent.' })
  sentAt: Date;
}

const SendChatMessageResult = resultUnion('SendChatMessage', SendChatMessageSuccess, {
  ChatIsOver: ChatIsOverType,
  ForeignBrandLink: ForeignBrandLinkType,
  NotYourChat: NotYourChatType,
});

@Resolver()
export class SendChatMessageMutation {
  constructor(private readonly useCase: SendChatMessage) {}

  @Mutation(Allow('TAKE_PART_IN_CHAT'), () => SendChatMessageResult, {
    description: 'Writes in a chat: its visitor, or the agent who serves it.',
  })
  sendChatMessage(
    @CurrentEdge() edge: EdgeContext<OutsideActor | StaffActor>,
    @Args('input') input: SendChatMessageInput,
  ) {
    const work = this.useCase.execute(commandOf('sendChatMessage', edge, input));
    return answer(SendChatMessageResult, work, (sent) => ({ ...sent, sentAt: new Date(sent.sentAt) }));
  }
}
