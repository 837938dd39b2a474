import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { ChatClosedBecause, MissedReason } from '@src/events';
import { CaughtUp } from './caught-up.type.js';
import { ChatMessageType } from './chat-message.type.js';
import * as enums from './chat.enums.js';
import { ChatAgentType } from './chat.type.js';

/** What all stored events of a chat have. */
@ObjectType({ isAbstract: true })
abstract class ChatEventBase {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => Int, { description: "Place in the chat's history." })
  sequence: number;
}

@ObjectType('ChatRequestedEvent', { description: 'A visitor asks for a chat.' })
export class ChatRequestedEvent extends ChatEventBase {
  @Field(() => ID, { description: 'The visitor.' })
  visitorId: string;

  @Field(() => Date, { description: 'When.' })
  requestedAt: Date;
}

@ObjectType('ChatOfferedEvent', { description: 'A request is offered to other agents than before.' })
export class ChatOfferedEvent extends ChatEventBase {
  @Field(() => [ID], { description: 'The agents to whom it is offered now.' })
  offeredTo: string[];
}

@ObjectType('ChatAcceptedEvent', { description: 'An agent took the request.' })
export class ChatAcceptedEvent extends ChatEventBase {
  @Field(() => ChatAgentType, { description: 'The agent.' })
  agent: ChatAgentType;

  @Field(() => Date, { description: 'When.' })
  acceptedAt: Date;
}

@ObjectType('ChatMessageSentEvent', { description: 'Somebody wrote.' })
export class ChatMessageSentEvent extends ChatEventBase {
  @Field(() => ChatMessageType, { description: 'The message.' })
  message: ChatMessageType;
}

@ObjectType('ChatMessagesReadEvent', { description: 'Somebody has read the chat up to a message.' })
export class ChatMessagesReadEvent extends ChatEventBase {
  @Field(() => enums.ChatReaderKindEnum, { description: 'Which side.' })
  readerKind: 'VISITOR' | 'AGENT';

  @Field(() => Int, { description: 'Sequence number of the last message that was read.' })
  upToSequence: number;

  @Field(() => Date, { description: 'When.' })
  readAt: Date;
}

@ObjectType('ChatTypingEvent', { description: 'Somebody types, or has stopped. Not stored: the cursor stays.' })
export class ChatTypingEvent {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => enums.ChatReaderKindEnum, { description: 'Which side.' })
  kind: 'VISITOR' | 'AGENT';

  @Field(() => ID, { description: 'Who: id of the visitor or agent.' })
  id: string;

  @Field(() => Boolean, { description: 'Whether he types.' })
  isTyping: boolean;

  @Field(() => Date, { description: 'When this is no longer true unless it is said again.' })
  until: Date;
}

@ObjectType('ChatTransferredEvent', { description: 'Another agent serves the chat.' })
export class ChatTransferredEvent extends ChatEventBase {
  @Field(() => ChatAgentType, { description: 'The agent who serves it now.' })
  agent: ChatAgentType;
}

@ObjectType('ChatConsultationEvent', {
  description: 'A supervisor helps behind the scenes, or has finished. For staff only.',
})
export class ChatConsultationEvent extends ChatEventBase {
  @Field(() => ID, { description: 'The supervisor.' })
  agentId: string;

  @Field(() => Boolean, { description: 'Whether he is in the chat now.' })
  isConsulting: boolean;
}

@ObjectType('ChatPromiseEvent', { description: 'An agent promised an answer, or the promised time is over.' })
export class ChatPromiseEvent extends ChatEventBase {
  @Field(() => ID, { description: 'The promise.' })
  promiseId: string;

  @Field(() => enums.PromiseStateEnum, { description: 'Where it stands.' })
  state: keyof typeof enums.PromiseStateEnum;

  @Field(() => Date, { nullable: true, description: 'When the time is over; told when the promise is made.' })
  dueAt: Date | null;
}

@ObjectType('ChatTaggedEvent', { description: 'What the chat was about was noted. For staff only.' })
export class ChatTaggedEvent extends ChatEventBase {
  @Field(() => [String], { description: 'All tags of the chat.' })
  tags: string[];
}

@ObjectType('ChatClosedEvent', { description: 'The chat is over.' })
export class ChatClosedEvent extends ChatEventBase {
  @Field(() => enums.ChatClosedBecauseEnum, { description: 'How.' })
  because: ChatClosedBecause;

  @Field(() => Date, { description: 'When.' })
  closedAt: Date;
}

@ObjectType('ChatMissedEvent', { description: 'The request ended without anybody having served it.' })
export class ChatMissedEvent extends ChatEventBase {
  @Field(() => enums.MissedReasonEnum, { description: 'Why.' })
  reason: MissedReason;

  @Field(() => Date, { description: 'When.' })
  missedAt: Date;
}

export const ChatEventUnion = createUnionType({
  name: 'ChatEvent',
  description: 'Something that happened in a chat.',
  types: () =>
    [
      CaughtUp,
      ChatRequestedEvent,
      ChatOfferedEvent,
      ChatAcceptedEvent,
      ChatMessageSentEvent,
      ChatMessagesReadEvent,
      ChatTypingEvent,
      ChatTransferredEvent,
      ChatConsultationEvent,
      ChatPromiseEvent,
      ChatTaggedEvent,
      ChatClosedEvent,
      ChatMissedEvent,
    ] as const,
  resolveType: (event: { __typename: string }) => event.__typename,
});

/** An event in the form that the union resolves. */
export type ChatEventView = typeof ChatEventUnion & { __typename: string };

@ObjectType({ description: 'An event with its place in the stream.' })
export class ChatEventPayload {
  @Field(() => String, { description: 'Resume after this cursor to get what follows the event.' })
  cursor: string;

  @Field(() => ChatEventUnion, { description: 'What happened.' })
  event: typeof ChatEventUnion;
}
