import { Module } from '@nestjs/common';
import { LiveModule } from '@libs/live';
import { BrandsModule } from '@src/brands';
import { ContactsModule } from '@src/contacts';
import { IdentityModule } from '@src/identity';
import { ChatDetails } from './queries/chat-details.js';
import { Conversations } from './queries/conversations.js';
import { ChatStatistics } from './queries/chat-statistics.js';
import { Chats } from './queries/chats.js';
import { DeskRequests } from './queries/desk-requests.js';
import { AcceptChat } from './use-cases/accept-chat.js';
import { AddChatNote } from './use-cases/add-chat-note.js';
import { BrandLinkGuard } from './use-cases/brand-link-guard.js';
import { CloseChat } from './use-cases/close-chat.js';
import { ConsultSupervisor } from './use-cases/consult-supervisor.js';
import { DropPromises } from './use-cases/drop-promises.js';
import { EndChat } from './use-cases/end-chat.js';
import { LeaveChat } from './use-cases/leave-chat.js';
import { MarkChatRead } from './use-cases/mark-chat-read.js';
import { MissChat } from './use-cases/miss-chat.js';
import { OfferRequest } from './use-cases/offer-request.js';
import { PromiseAnswer } from './use-cases/promise-answer.js';
import { RouteRequest } from './use-cases/route-request.js';
import { SendChatMessage } from './use-cases/send-chat-message.js';
import { SignalTyping } from './use-cases/signal-typing.js';
import { StartChat, StartChatTools } from './use-cases/start-chat.js';
import { TagChat } from './use-cases/tag-chat.js';
import { TransferChat } from './use-cases/transfer-chat.js';
import { WriteChatMessage } from './use-cases/write-chat-message.js';
import { presenceProviders } from './presence.providers.js';
import { visitorProviders } from './visitors.providers.js';

/** Conversations: requests, routing, messages, how they end. */
const conversations = [
  AcceptChat,
  AddChatNote,
  BrandLinkGuard,
  ChatDetails,
  Conversations,
  ChatStatistics,
  Chats,
  DeskRequests,
  CloseChat,
  ConsultSupervisor,
  DropPromises,
  EndChat,
  LeaveChat,
  MarkChatRead,
  MissChat,
  OfferRequest,
  PromiseAnswer,
  RouteRequest,
  SendChatMessage,
  SignalTyping,
  StartChat,
  StartChatTools,
  TagChat,
  TransferChat,
  WriteChatMessage,
];

/** Use cases and queries of live chat. */
@Module({
  imports: [BrandsModule, ContactsModule, IdentityModule, LiveModule],
  providers: [...conversations, ...presenceProviders, ...visitorProviders],
  exports: [...conversations, ...presenceProviders, ...visitorProviders, BrandsModule, IdentityModule],
})
export class ChatModule {}
