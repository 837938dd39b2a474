import { Database } from '@libs/database';
import { ManualClock } from '@libs/domain';
import { AddAgentWithPassword, type StaffRole } from '@src/identity';
import { startTestApp, type TestApp } from '@test/support/app.js';
import {
  key,
  logIn,
  makeOrganisation,
  type Organisation,
  PASSWORD,
  type TestAgent,
  type TestVisitor,
} from '@test/support/organisation.js';
import { CHAT, mutationDocument } from './chat-documents.js';
import { type ChatStream, openStream } from './chat-stream.js';

/** The clock of these tests stands still unless it is moved. */
export const NOON = new Date('2026-03-02T12:00:00.000Z');

/** Somebody with an access token. */
export interface Person {
  readonly token: string;
}

/** A running server with two brands, their staff, and short ways to say what people do. */
export interface ChatDesk extends TestApp, Organisation {
  readonly database: Database;
  /** Another agent of BCW unless told. Not signed in to chat. */
  agent(name: string, options?: { brandId?: string; maxChats?: number; roles?: StaffRole[] }): Promise<TestAgent>;
  /** One mutation: the member of its result union. @throws Error when the request itself is refused */
  mutate(who: Person, name: string, input: object, clientKey?: string): Promise<any>;
  /** The first field of a query's answer. @throws Error with `code` when the request is refused */
  ask(who: Person, query: string, variables?: Record<string, unknown>): Promise<any>;
  /** A visitor asks for a chat. @throws Error for any refusal */
  request(text?: string, brandCode?: string, more?: object): Promise<{ visitor: TestVisitor; chatId: string }>;
  /** A chat that this agent has accepted. */
  conversation(agent: TestAgent, text?: string, brandCode?: string): Promise<{ visitor: TestVisitor; chatId: string }>;
  /** All visitors who were made by request or conversation leave their chats. */
  everybodyLeaves(): Promise<void>;
  /** Somebody writes. @throws Error for any refusal */
  say(who: Person, chatId: string, text: string): Promise<{ messageId: string; sequence: number; sentAt: string }>;
  /** A chat as this person sees it; null when he may not. */
  chat(who: Person, chatId: string): Promise<any>;
  /** The events of one chat. Without `after` it waits until the stream is live. */
  follow(who: Person, chatId: string, after?: string): Promise<ChatStream>;
  /** The events of all chats that a member of staff watches. */
  watch(who: Person, options?: { brandCode?: string; after?: string }): Promise<ChatStream>;
  /** Rows of a table, as a number. */
  count(table: string, where?: string, ...values: unknown[]): Promise<number>;
}

type Options = Parameters<typeof startTestApp>[0] & { routingMode?: 'BROADCAST' | 'ASSIGNED' };

/** Starts the server. Presence lasts an hour, so that a test may move the clock without heartbeats. */
export async function startChatDesk({ routingMode, overrides, ...options }: Options = {}): Promise<ChatDesk> {
  const app = await startTestApp({
    clock: new ManualClock({ frozenAt: NOON }),
    ...options,
    overrides: { ...overrides, chat: { presenceLeaseSeconds: 3600, ...overrides?.chat } },
  });
  const org = await makeOrganisation(app, routingMode ? { routingMode } : {});
  const database = app.app.get(Database);
  const open: { visitor: TestVisitor; chatId: string }[] = [];
  const must = (answer: any): any => {
    if (!answer.__typename.endsWith('Success')) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const desk: ChatDesk = {
    ...app,
    ...org,
    database,
    async agent(name, { brandId = org.brands.BCW, maxChats = 4, roles } = {}) {
      const email = `${name}@parley.example`;
      const rights = { roles: roles ?? ['AGENT' as const], brandIds: [brandId], maxChats };
      const account = { email, displayName: name, password: PASSWORD, ...rights };
      const { agentId } = await app.app
        .get(AddAgentWithPassword, { strict: false })
        .execute({ kind: 'SYSTEM', id: 'test' }, account);
      return { id: agentId, email, token: await logIn(app, email) };
    },
    async mutate(who, name, input, clientKey = key()) {
      return desk.ask(who, mutationDocument(name), { input: { clientKey, ...input } });
    },
    async ask(who, query, variables) {
      const { data, errors } = await app.graphql(query, variables, who.token);
      if (errors)
        throw Object.assign(new Error(JSON.stringify(errors)), {
          code: errors[0]?.extensions['code'],
          field: errors[0]?.extensions['field'],
        });
      return Object.values(data ?? {})[0];
    },
    async request(text = 'Hello', brandCode = 'BCW', more = {}) {
      const visitor = await org.visitor(brandCode);
      const { chat } = must(await desk.mutate(visitor, 'startChat', { text, ...more }));
      open.push({ visitor, chatId: chat.id });
      return { visitor, chatId: chat.id };
    },
    async conversation(agent, text, brandCode) {
      const made = await desk.request(text, brandCode);
      must(await desk.mutate(agent, 'acceptChat', { chatId: made.chatId }));
      return made;
    },
    async everybodyLeaves() {
      for (const { visitor, chatId } of open.splice(0)) await desk.mutate(visitor, 'leaveChat', { chatId });
    },
    say: async (who, chatId, text) => must(await desk.mutate(who, 'sendChatMessage', { chatId, text })),
    chat: (who, chatId) => desk.ask(who, `query ($id: ID!) { chat(id: $id) { ${CHAT} } }`, { id: chatId }),
    follow: (who, chatId, after) => openStream(app, who.token, 'chatEvents', { chatId, ...(after && { after }) }),
    watch: (who, variables = {}) => openStream(app, who.token, 'chatDeskEvents', variables),
    async count(table, where = 'true', ...values) {
      const row = await database.row<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`, values);
      return row!.n;
    },
  };
  return desk;
}
