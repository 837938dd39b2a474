import { Module } from '@nestjs/common';
import { RequestLimits } from '@libs/rate-limits';
import { chatOperationLimits } from './chat.limits.js';
import { ChatModule } from './chat.module.js';
import { AcceptChatMutation } from './graphql/accept-chat.mutation.js';
import { AddChatNoteMutation } from './graphql/add-chat-note.mutation.js';
import { ChatAnswer } from './graphql/chat-answer.js';
import { ChatDeskEventsSubscription } from './graphql/chat-desk-events.subscription.js';
import { ChatEventsSubscription } from './graphql/chat-events.subscription.js';
import { ChatNodes } from './graphql/chat-nodes.js';
import { ChatResolver } from './graphql/chat.resolver.js';
import { ChatsResolver } from './graphql/chats.resolver.js';
import { CloseChatMutation } from './graphql/close-chat.mutation.js';
import { ConsultSupervisorMutation } from './graphql/consult-supervisor.mutation.js';
import { LeaveChatMutation } from './graphql/leave-chat.mutation.js';
import { MarkChatReadMutation } from './graphql/mark-chat-read.mutation.js';
import { MissedFollowUpResolver } from './graphql/missed-follow-up.resolver.js';
import { PromiseAnswerMutation } from './graphql/promise-answer.mutation.js';
import { SendChatMessageMutation } from './graphql/send-chat-message.mutation.js';
import { SignalTypingMutation } from './graphql/signal-typing.mutation.js';
import { StartChatMutation } from './graphql/start-chat.mutation.js';
import { TagChatMutation } from './graphql/tag-chat.mutation.js';
import { TransferChatMutation } from './graphql/transfer-chat.mutation.js';
import { presenceResolvers } from './graphql/presence.resolvers.js';
import { visitorResolvers } from './graphql/visitor.resolvers.js';

const conversations = [
  AcceptChatMutation,
  AddChatNoteMutation,
  ChatAnswer,
  ChatDeskEventsSubscription,
  ChatEventsSubscription,
  ChatNodes,
  ChatResolver,
  ChatsResolver,
  CloseChatMutation,
  ConsultSupervisorMutation,
  LeaveChatMutation,
  MarkChatReadMutation,
  MissedFollowUpResolver,
  PromiseAnswerMutation,
  SendChatMessageMutation,
  SignalTypingMutation,
  StartChatMutation,
  TagChatMutation,
  TransferChatMutation,
];

/** Chat over GraphQL. */
@Module({ imports: [ChatModule], providers: [...conversations, ...presenceResolvers, ...visitorResolvers] })
export class ChatGraphqlModule {
  constructor(limits: RequestLimits) {
    limits.addOperations(chatOperationLimits);
  }
}
