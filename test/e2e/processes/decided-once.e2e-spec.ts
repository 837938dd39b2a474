import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { WebSocket } from 'ws';
import { createClient } from 'graphql-ws';
import { addressOfClient, ask, logIn, mutate, mutation, openVisit } from '@test/harness/api-client.js';
import { type Installation, startInstallation } from '@test/harness/installation.js';
import { addOrganisation, type HarnessOrganisation } from '@test/harness/organisation.js';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { until } from '@test/support/foundation.js';

interface Person {
  readonly id: string;
  readonly token: string;
}

const OFFER_SECONDS = 5;
const CROWD = 30;
let database: TestDatabase;
let sql: pg.Client;
let running: Installation;
let a: string;
let b: string;
/** Requests of BCW are assigned, those of WE are shown to all. */
let assigned: HarnessOrganisation;
let broadcast: HarnessOrganisation;
const people = new Map<string, Person[]>();
let visitors = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  assigned = await addOrganisation(database.url, { agents: 3, supervisors: 1 }, { routingMode: 'ASSIGNED' });
  broadcast = await addOrganisation(database.url, { agents: 3, supervisors: 1 }, { brandCode: 'WE' });
  sql = new pg.Client(database.url);
  await sql.connect();
  running = await startInstallation(
    database.url,
    { apis: 2, workers: 2 },
    { PARLEY_OFFER_SECONDS: String(OFFER_SECONDS) },
  );
  [a, b] = running.apis.map(({ url }) => url) as [string, string];
  for (const { brandCode, staff } of [assigned, broadcast]) {
    const known: Person[] = [];
    for (const { id, email } of staff) known.push({ id, token: await logIn(a, email) });
    people.set(brandCode, known);
  }
}, 120_000);
afterAll(async () => {
  await running.close();
  await sql.end();
  await database.drop();
});

const agents = (brandCode: string): Person[] => people.get(brandCode)!.slice(0, 3);
const supervisor = (brandCode: string): Person => people.get(brandCode)!.at(-1)!;
const goes = (url: string, who: Person, status: string) =>
  mutate(url, 'setMyStatus', '__typename', { status }, { token: who.token });
const buttonAt = (url: string, brandCode: string) =>
  ask<{ state: string; buttonText: string }>(
    url,
    'query ($code: String!) { chatAvailability(brandCode: $code) { state buttonText } }',
    { code: brandCode },
  );
/** A new visitor asks for a chat; odd ones at A, even ones at B. */
async function asksForChat(n: number, brandCode: string): Promise<string> {
  const url = n % 2 ? a : b;
  const { token } = await openVisit(url, brandCode, addressOfClient((visitors += 1)));
  const input = { text: `Question ${n}`, isWillingToWait: true };
  const { chat } = await mutate<{ chat: { id: string } }>(url, 'startChat', 'chat { id }', input, { token });
  return chat.id;
}
const crowd = (count: number, brandCode: string): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => asksForChat(n, brandCode)));
const rows = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await sql.query<T>(text, values)).rows;
const countOf = async (text: string, ...values: unknown[]): Promise<number> =>
  Number((await rows<{ n: string }>(`select count(*) as n from ${text}`, values))[0]?.n);

describe('two api processes and two workers on one database', () => {
  it('[K8] show the same button on both, whoever was told of the change', async () => {
    const delays: number[] = [];
    for (const [n, status] of ['ONLINE', 'INVISIBLE', 'ONLINE', 'OFFLINE'].entries()) {
      const [told, other] = n % 2 ? [a, b] : [b, a];
      await goes(told, agents('BCW')[0], status);
      const changed = performance.now();
      const atOnce = await buttonAt(told, 'BCW');
      expect(atOnce.state === 'LEAVE_MESSAGE').toBe(status !== 'ONLINE');
      await until(async () => (await buttonAt(other, 'BCW')).state === atOnce.state);
      delays.push(performance.now() - changed);
      expect(await buttonAt(other, 'BCW')).toEqual(atOnce);
    }
    // By the news of it, and not when what it remembers has become a second old.
    expect(Math.min(...delays)).toBeLessThan(500);
  });

  it('[K8] show on B that an agent went Away on A', async () => {
    const [ann] = agents('BCW');
    const client = createClient({
      url: `${b.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${supervisor('BCW').token}` },
    });
    const query = `subscription { presenceEvents(brandCode: "BCW") { event { __typename ... on AgentPresenceChanged { agentId to } } } }`;
    const seen = client.iterate<{ presenceEvents: { event: object } }>({ query });
    const next = async () => ((await seen.next()).value as { data: { presenceEvents: { event: object } } }).data;
    expect(await next()).toMatchObject({ presenceEvents: { event: { __typename: 'CaughtUp' } } });
    await goes(a, ann, 'ONLINE');
    await goes(a, ann, 'AWAY');
    for (const to of ['ONLINE', 'AWAY'])
      expect(await next()).toMatchObject({ presenceEvents: { event: { agentId: ann.id, to } } });
    const table = `{ agentsOnDuty(brandCode: "BCW") { nodes { agentId status } } }`;
    const atA = await ask(a, table, {}, supervisor('BCW'));
    expect(atA).toMatchObject({ nodes: expect.arrayContaining([{ agentId: ann.id, status: 'AWAY' }]) });
    expect(await ask(b, table, {}, supervisor('BCW'))).toEqual(atA);
    await client.dispose();
  });

  it('[K8] route each request of a crowd once, evenly, and pass it on once when its agent does nothing', async () => {
    for (const [n, agent] of agents('BCW').entries()) await goes(n % 2 ? a : b, agent, 'ONLINE');
    const chats = await crowd(CROWD, 'BCW');
    const decisions = await rows<{ chat_id: string; assigned_to: string }>(
      'select distinct on (chat_id) chat_id, assigned_to from routing_decision where chat_id = any($1) order by chat_id, decided_at',
      [chats],
    );
    expect(decisions).toHaveLength(CROWD);
    for (const { id } of agents('BCW'))
      expect(decisions.filter(({ assigned_to: to }) => to === id)).toHaveLength(CROWD / 3);

    // The offer's timer fires in one of the workers, once: each second decision comes a whole offer after the first.
    const secondOnes = 'routing_decision where chat_id = any($1) group by chat_id having count(*) >= 2';
    await until(async () => (await rows(`select chat_id from ${secondOnes}`, [chats])).length === CROWD, 30_000);
    const gaps = await rows<{ gap: number }>(
      `select extract(epoch from decided_at - lag(decided_at) over (partition by chat_id order by decided_at))::float as gap
       from routing_decision where chat_id = any($1)`,
      [chats],
    );
    for (const { gap } of gaps.filter(({ gap: known }) => known !== null))
      expect(gap).toBeGreaterThan(OFFER_SECONDS - 0.5);
  });

  it('[K8] let exactly one agent win each chat, though all accept all of them on both at once', async () => {
    for (const agent of agents('WE')) await goes(b, agent, 'ONLINE');
    const chats = await crowd(CROWD, 'WE');
    const document = mutation('acceptChat', 'chat { id }');
    const outcomes = await Promise.all(
      chats.flatMap((chatId) =>
        agents('WE').map(async (agent, n) => {
          const input = { clientKey: randomUUID(), chatId };
          const outcome = await ask<{ __typename: string }>((n + visitors) % 2 ? a : b, document, { input }, agent);
          return { chatId, kind: outcome.__typename };
        }),
      ),
    );
    for (const chatId of chats) {
      const kinds = outcomes.filter((outcome) => outcome.chatId === chatId).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(['AcceptChatSuccess', 'ChatAlreadyAccepted', 'ChatAlreadyAccepted']);
    }
    expect(await countOf(`fact where type = 'ChatAccepted' and aggregate_id = any($1)`, chats)).toBe(CROWD);
    expect(await countOf(`chat_participant where chat_id = any($1)`, chats)).toBe(CROWD);
  });

  it('[K8] greet each visitor once, whichever worker it falls to', async () => {
    const input = { brandCode: 'WE', name: 'Prices', text: 'Hello!', urlContains: '/prices', afterSeconds: 1 };
    const more = { oncePerVisit: true, isEnabled: true };
    await mutate(a, 'addGreetingTrigger', '__typename', { ...input, ...more }, { token: supervisor('WE').token });
    const ids = await Promise.all(
      Array.from({ length: CROWD }, async (_, n) => {
        const { visitorId, token } = await openVisit(n % 2 ? a : b, 'WE', addressOfClient((visitors += 1)));
        // The same page on both processes: two facts, whose handlers set one timer.
        for (const url of [a, b])
          await mutate(url, 'visitPage', '__typename', { url: 'https://we.example/prices' }, { token });
        return visitorId;
      }),
    );
    const greeted = () => countOf('greeting where visitor_id = any($1)', ids);
    await until(async () => (await greeted()) === CROWD, 20_000);
    await until(async () => (await countOf('delivery where parked_at is null')) === 0, 20_000);
    await until(async () => (await countOf(`timer where task = 'greet-visitor' and due_at < now()`)) === 0, 20_000);
    expect(await greeted()).toBe(CROWD);
    expect(await countOf(`fact where type = 'VisitorGreeted' and aggregate_id = any($1)`, ids)).toBe(CROWD);
    expect(await countOf('delivery')).toBe(0);
  });
});
