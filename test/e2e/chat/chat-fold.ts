import type { Payload } from './chat-stream.js';

/** The part of a chat that its events tell about. */
export interface FoldedChat {
  status: string;
  agent: { id: string; displayName: string } | null;
  acceptedAt: string | null;
  firstResponseAt: string | null;
  closedAt: string | null;
  closedBecause: string | null;
  missedBecause: string | null;
  tags: string[];
  messageCount: number;
  lastMessage: { text: string; authorKind: string; sentAt: string } | null;
  promise: { id: string; state: string; dueAt: string | null } | null;
  messages: any[];
}

/** That part, out of what a query gave. */
export function foldable(chat: any): FoldedChat {
  const { status, agent, acceptedAt, firstResponseAt, closedAt, closedBecause, missedBecause, tags } = chat;
  const { messageCount, lastMessage, promise } = chat;
  const rest = { closedAt, closedBecause, missedBecause, tags, messageCount, lastMessage };
  const shownPromise = promise && { id: promise.id, state: promise.state, dueAt: promise.dueAt };
  return { status, agent, acceptedAt, firstResponseAt, ...rest, promise: shownPromise, messages: chat.messages.nodes };
}

/** What a client that knows `chat` knows after the payloads: the rule that a chat window follows. */
export function fold(chat: FoldedChat, payloads: readonly Payload[]): FoldedChat {
  return payloads.reduce((state, { event }) => ({ ...state, ...change(state, event) }), chat);
}

function change(state: FoldedChat, event: Payload['event']): Partial<FoldedChat> {
  switch (event.__typename) {
    case 'ChatAcceptedEvent':
      return { status: 'ACTIVE', agent: event['agent'], acceptedAt: event['acceptedAt'] };
    case 'ChatTransferredEvent':
      return { agent: event['agent'] };
    case 'ChatMessageSentEvent':
      return withMessage(state, event['message']);
    case 'ChatMessagesReadEvent':
      return { messages: state.messages.map((message) => read(message, event)) };
    case 'ChatPromiseEvent':
      return {
        promise: {
          id: event['promiseId'],
          state: event['state'],
          dueAt: event['dueAt'] ?? state.promise?.dueAt ?? null,
        },
      };
    case 'ChatTaggedEvent':
      return { tags: event['tags'] };
    case 'ChatClosedEvent':
      return { status: 'CLOSED', closedBecause: event['because'], closedAt: event['closedAt'] };
    case 'ChatMissedEvent':
      return { status: 'MISSED', missedBecause: event['reason'], closedAt: event['missedAt'] };
    default:
      return {};
  }
}

function withMessage(state: FoldedChat, message: any): Partial<FoldedChat> {
  const messages = [...state.messages, message];
  if (message.isPrivate) return { messages };
  const { text, sentAt } = message;
  const isAgent = message.author.kind === 'AGENT';
  return {
    messages,
    messageCount: state.messageCount + 1,
    lastMessage: { text, authorKind: message.author.kind, sentAt },
    ...(isAgent && { firstResponseAt: state.firstResponseAt ?? sentAt }),
  };
}

function read(message: any, { readerKind, upToSequence, readAt }: Payload['event']): any {
  const isOther = (readerKind === 'VISITOR') !== (message.author.kind === 'VISITOR');
  const isRead = isOther && !message.isPrivate && message.sequence <= upToSequence;
  return isRead && message.readAt === null ? { ...message, readAt } : message;
}
