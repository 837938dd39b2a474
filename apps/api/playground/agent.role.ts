import type { Example, Field, Role } from '@libs/playground';
import { agentGoes, aVisitorAsks, logIn, stayOnline } from './steps.js';

/** What an agent does. `fields` are those of a log-in. */
export function agentRole(fields: readonly Field[]): Role {
  return {
    id: 'agent',
    label: 'Agent',
    about: 'You are an agent: Anna in the demo organisation.',
    fields,
    setUp: [logIn],
    setUpMinutes: 10,
    keepAlive: { everySeconds: 20, step: stayOnline },
    examples: [serveChat, deskEvents, requests, goOnline],
  };
}

const online = agentGoes('token', 'ONLINE');

const serveChat: Example = {
  needs: [online, ...aVisitorAsks],
  document: `# 1. Press ▶: you accept a chat, answer and close it. The
# page lets a visitor ask first; {{chatId}} is that chat.
#
# Several agents may press "accept" at once: one wins, the
# others get ChatAlreadyAccepted with the winner's name.
# {{uuid}} becomes a new clientKey at each run: the same
# key sent again gets the same answer and does nothing
# twice.
mutation ServeChat($accept: AcceptChatInput!, $answer: SendChatMessageInput!, $close: CloseChatInput!) {
  acceptChat(input: $accept) {
    __typename
    ... on AcceptChatSuccess {
      chat { id status opening openingAdvice pageUrl messages(last: 5) { nodes { author { kind } text } } }
    }
    ... on ChatAlreadyAccepted { acceptedBy { displayName } acceptedAt }
    ... on Refusal { reason }
  }
  sendChatMessage(input: $answer) {
    __typename
    ... on SendChatMessageSuccess { messageId sentAt }
    ... on Refusal { reason }
  }
  closeChat(input: $close) {
    __typename
    ... on CloseChatSuccess { chat { status closedBecause firstResponseSeconds } }
    ... on Refusal { reason }
  }
}
`,
  variables: {
    accept: { clientKey: '{{uuid}}', chatId: '{{chatId}}' },
    answer: { clientKey: '{{uuid}}', chatId: '{{chatId}}', text: 'Hello! Five pages by Friday are $ 95.' },
    close: { clientKey: '{{uuid}}', chatId: '{{chatId}}' },
  },
};

const deskEvents: Example = {
  needs: [online],
  meanwhile: aVisitorAsks,
  document: `# 2. Press ▶: a subscription to all chats of your brands.
# The page lets a visitor ask; you see the request with
# its sound.
subscription DeskEvents {
  chatDeskEvents {
    cursor
    sound
    chat { id status brand { code } visitor { name } lastMessage { text } }
    event {
      __typename
      ... on ChatRequestedEvent { chatId requestedAt }
      ... on ChatAcceptedEvent { chatId agent { displayName } acceptedAt }
      ... on ChatMessageSentEvent { chatId message { author { kind name } text } }
      ... on ChatClosedEvent { chatId because }
      ... on ChatMissedEvent { chatId reason }
    }
  }
}
`,
};

const requests: Example = {
  needs: [online, ...aVisitorAsks],
  document: `# 3. Press ▶: who waits to be served, the most recent
# first.
query WaitingRequests {
  chats(view: REQUESTS, first: 10) {
    nodes { id requestedAt requestExpiresAt brand { code } pageUrl lastMessage { text } }
    pageInfo { hasNextPage endCursor }
  }
}
`,
};

const goOnline: Example = {
  document: `# 4. Press ▶: you are online. This page says every 20
# seconds that you are still there, as an agent's client
# does.
mutation GoOnline($input: SetMyStatusInput!) {
  setMyStatus(input: $input) {
    __typename
    ... on SetMyStatusSuccess { presence { status activeChats maxChats leaseExpiresAt } }
    ... on StillOnDuty { until }
    ... on Refusal { reason }
  }
}
`,
  variables: { input: { clientKey: '{{uuid}}', status: 'ONLINE' } },
};
