import { defineFact } from '@libs/domain';

/** How a chat reached its end. */
export type ChatClosedBecause = 'RESOLVED' | 'VISITOR_SILENT' | 'VISITOR_LEFT' | 'AGENT_GONE';
/** Why nobody served a chat. */
export type MissedReason = 'NOBODY_ACCEPTED' | 'VISITOR_LEFT' | 'NOBODY_ONLINE';

/** A visitor asks for a chat; `offeredTo` may accept it. */
export const ChatRequested = defineFact<{
  visitorId: string;
  medium: 'TEXT' | 'VOICE';
  routingMode: 'BROADCAST' | 'ASSIGNED';
  offeredTo: string[];
  requestedAt: string;
}>('ChatRequested');
/** A request that nobody took yet is offered to other agents than before; `withdrawnFrom` had the offer and have it no more. */
export const ChatOffered = defineFact<{ offeredTo: string[]; withdrawnFrom: string[]; decisionId: string }>(
  'ChatOffered',
);
/** One agent took the request: he alone serves the chat now. */
export const ChatAccepted = defineFact<{ agentId: string; agentName: string; acceptedAt: string }>('ChatAccepted');
/** Somebody wrote. A private message is a note that only staff sees. */
export const ChatMessageSent = defineFact<{
  messageId: string;
  authorKind: 'VISITOR' | 'AGENT' | 'GREETING' | 'SYSTEM';
  authorId: string | null;
  authorName: string | null;
  text: string;
  isPrivate: boolean;
  sentAt: string;
}>('ChatMessageSent');
/** Somebody has read all messages up to and including a sequence number. */
export const ChatMessagesRead = defineFact<{
  readerKind: 'VISITOR' | 'AGENT';
  readerId: string;
  upToSequence: number;
  readAt: string;
}>('ChatMessagesRead');
/** Another agent serves the chat from now on. */
export const ChatTransferred = defineFact<{
  fromAgentId: string;
  toAgentId: string;
  toAgentName: string;
  note: string | null;
}>('ChatTransferred');
/** An agent asked a colleague to help behind the scenes. */
export const ChatConsultationStarted = defineFact<{ agentId: string; askedBy: string; question: string }>(
  'ChatConsultationStarted',
);
/** The colleague's help ended. */
export const ChatConsultationEnded = defineFact<{ agentId: string }>('ChatConsultationEnded');
/** An agent told the visitor how long he needs. */
export const ChatPromiseMade = defineFact<{ promiseId: string; agentId: string; seconds: number; dueAt: string }>(
  'ChatPromiseMade',
);
/** The promised time is over; whether the agent had written by then. */
export const ChatPromiseSettled = defineFact<{
  promiseId: string;
  agentId: string;
  outcome: 'KEPT' | 'BROKEN' | 'DROPPED';
}>('ChatPromiseSettled');
/** The chat is over. */
export const ChatClosed = defineFact<{ because: ChatClosedBecause; agentId: string | null; closedAt: string }>(
  'ChatClosed',
);
/** The request ended without anybody having served it. */
export const ChatMissed = defineFact<{ reason: MissedReason; hasContactData: boolean; missedAt: string }>('ChatMissed');
/** What the chat was about was noted. */
export const ChatTagged = defineFact<{ tags: string[] }>('ChatTagged');
