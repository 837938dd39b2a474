import type { Sample } from './people.js';

/** The servers that are compared: ours, the raw limit, and PostGraphile. */
export const contestants = ['ours', 'limit', 'postgraphile'] as const;
/** One of {@link contestants}. */
export type Contestant = (typeof contestants)[number];

/** A request, ready to be sent. The load client puts a new id wherever `[<id>]` stands. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is asked of the servers. */
export interface Scenario {
  readonly name: 'inbox' | 'chat' | 'send';
  readonly title: string;
  /** The requests for one server. */
  requests(contestant: Contestant, sample: Sample): BenchRequest[];
  /** What every right answer has in it. */
  readonly expected: string;
  readonly contestants: readonly Contestant[];
}

const INBOX = `query Inbox {
  chats(view: ACTIVE, first: 25) {
    nodes {
      id status requestedAt activeAt messageCount
      visitor { id name company email }
      agent { id displayName }
      lastMessage { text authorKind sentAt }
    }
    pageInfo { hasNextPage }
  }
}`;

const INBOX_OF_POSTGRAPHILE = `query Inbox($brandIds: [UUID]!) {
  inbox(brandIds: $brandIds, first: 25) {
    nodes {
      rowId status requestedAt activeAt messageCount
      visitor { rowId name company email contact { name company email } }
      agent { rowId displayName }
      lastMessageText lastMessageAuthor lastMessageAt
    }
    pageInfo { hasNextPage }
  }
}`;

const CHAT = `query Chat($id: ID!) {
  chat(id: $id) {
    id status requestedAt messageCount
    visitor { id name company email }
    agent { id displayName }
    messages(last: 50) {
      nodes { id sequence text isPrivate sentAt author { kind id name } }
      pageInfo { hasPreviousPage }
    }
  }
}`;

const CHAT_OF_POSTGRAPHILE = `query Chat($id: UUID!) {
  chatByRowId(rowId: $id) {
    rowId status requestedAt messageCount
    visitor { rowId name company email contact { name company email } }
    agent { rowId displayName }
    messages(last: 50, orderBy: [SEQUENCE_ASC]) {
      nodes { rowId sequence text isPrivate sentAt authorKind authorId authorName }
      pageInfo { hasPreviousPage }
    }
  }
}`;

/** The mutation that sends a message. */
export const SEND = `mutation Send($input: SendChatMessageInput!) {
  sendChatMessage(input: $input) { __typename ... on SendChatMessageSuccess { chatId messageId sequence sentAt } }
}`;

const TEXT =
  'Thank you for waiting. The writer has your file and the draft will be with you tomorrow morning; is there anything else?';

const json = { 'content-type': 'application/json' };
/** A GraphQL request. */
export const post = (body: object, headers: Record<string, string> = {}): BenchRequest => ({
  method: 'POST',
  path: '/graphql',
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
});
/** The headers of somebody who is logged in. */
export const signed = (person: { token: string; address: string }): Record<string, string> => ({
  authorization: `Bearer ${person.token}`,
  'x-forwarded-for': person.address,
});

export const inbox: Scenario = {
  name: 'inbox',
  title: 'Inbox page: 25 active chats with visitor, assignee, last message (P1, P7)',
  contestants,
  expected: '"lastMessage',
  requests: (contestant, { people }) =>
    people.map((person) => {
      if (contestant === 'limit') return { method: 'GET', path: `/inbox?${person.brandIds.join(',')}`, headers: {} };
      if (contestant === 'postgraphile')
        return post({ query: INBOX_OF_POSTGRAPHILE, variables: { brandIds: person.brandIds } });
      return post({ query: INBOX }, signed(person));
    }),
};

export const chat: Scenario = {
  name: 'chat',
  title: 'Conversation with its last 50 messages and authors (P2, P7)',
  contestants,
  expected: '"messages"',
  requests: (contestant, { read }) =>
    read.map(({ chatId, person }) => {
      if (contestant === 'limit')
        return { method: 'GET', path: `/chat?${chatId}&${person.brandIds.join(',')}`, headers: {} };
      if (contestant === 'postgraphile') return post({ query: CHAT_OF_POSTGRAPHILE, variables: { id: chatId } });
      return post({ query: CHAT, variables: { id: chatId } }, signed(person));
    }),
};

export const send: Scenario = {
  name: 'send',
  title: 'Send a message: message, fact, jobs, client key, in one transaction (P3)',
  contestants: ['ours', 'limit'],
  expected: '"messageId"',
  requests: (contestant, { written }) =>
    written.map(({ chatId, person }) => {
      const input = { clientKey: '[<id>]', chatId, text: TEXT };
      if (contestant === 'limit')
        return {
          ...post({ ...input, agentId: person.id, agentName: person.name, brandIds: person.brandIds }),
          path: '/send',
        };
      return post({ query: SEND, variables: { input } }, signed(person));
    }),
};
