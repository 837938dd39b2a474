import type { Shown } from './shown.js';

const CHAT_EVENT = `cursor event { __typename
  ... on CaughtUp { cursor }
  ... on ChatRequestedEvent { chatId requestedAt }
  ... on ChatAcceptedEvent { chatId agent { displayName } acceptedAt }
  ... on ChatMessageSentEvent { chatId message { id sequence author { kind name } text sentAt } }
  ... on ChatMessagesReadEvent { chatId readerKind upToSequence readAt }
  ... on ChatTypingEvent { chatId kind isTyping }
  ... on ChatPromiseEvent { chatId state dueAt }
  ... on ChatClosedEvent { chatId because }
  ... on ChatMissedEvent { chatId reason } }`;

/** One chat, from a cursor on. */
export const CHAT_EVENTS = `subscription ($chatId: ID!, $after: String) { chatEvents(chatId: $chatId, after: $after) { ${CHAT_EVENT} } }`;

/** All chats of a brand. */
export const DESK_EVENTS = `subscription { chatDeskEvents(brandCode: "BCW") { sound ${CHAT_EVENT} } }`;

/** The greetings of a visit. */
export const VISIT_EVENTS = `subscription { myVisitEvents { cursor event { __typename
  ... on CaughtUp { cursor } ... on GreetingShown { greeting { text } } } } }`;

type Lines = Readonly<Record<string, (event: Record<string, never>) => string | undefined>>;

/* Payloads are read loosely here: what matters is asserted in the chapters. */
const lines: Lines = {
  ChatAcceptedEvent: ({ agent, acceptedAt }) => `accepted by ${agent['displayName'] as string} at ${clock(acceptedAt)}`,
  ChatMessageSentEvent: ({ message }) => said(message),
  ChatMessagesReadEvent: ({ readerKind, upToSequence, readAt }) =>
    `the ${lower(readerKind)} has read up to message ${upToSequence as number} at ${clock(readAt)}`,
  ChatTypingEvent: ({ kind, isTyping }) => `the ${lower(kind)} ${isTyping ? 'is typing ...' : 'has stopped typing'}`,
  ChatPromiseEvent: ({ state, dueAt }) =>
    state === 'OPEN' ? `an answer is promised by ${clock(dueAt)}` : `the promise is ${lower(state)}`,
  ChatClosedEvent: ({ because }) => `the chat is over: ${because as string}`,
  ChatMissedEvent: ({ reason }) => `the request is over: ${reason as string}`,
  GreetingShown: ({ greeting }) => `greeting: "${greeting['text'] as string}"`,
};

/** An event as a line; undefined for what nobody needs to read. */
export function lineOf({ event }: Shown): string | undefined {
  const shown = event as Record<string, never> & Shown;
  return lines[shown.__typename]?.(shown);
}

/** A desk shows who asks and who accepts; what is said shows in the chat of whoever serves it. */
export function deskLineOf(payload: Shown): string | undefined {
  const sound = payload['sound'] as string | null;
  if (payload.__typename === 'ChatRequestedEvent') return `a visitor asks for a chat (sound: ${sound ?? 'none'})`;
  return payload.__typename === 'ChatAcceptedEvent' ? lineOf(payload) : undefined;
}

function said(message: Record<string, never>): string {
  const author = message['author'] as { kind: string; name: string | null };
  return `${author.name ?? lower(author.kind as never)}: "${message['text'] as string}"`;
}

function lower(text: never): string {
  return (text as string).toLowerCase();
}

function clock(instant: never): string {
  return (instant as string).slice(11, 19);
}
