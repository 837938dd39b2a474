import type { RecordedFact } from '@libs/domain';
import { FACT_COLUMNS, type FactRow, factFromRow } from '@libs/outbox';
import { GreetVisitorWhenPageVisited } from '@src/chat/handlers/greet-visitor-when-page-visited.js';
import { addTrigger, removeTriggers, TRIGGER } from './greeting-triggers.js';
import { startTwoWebsites, subscribe, type TwoWebsites } from './two-websites.js';

const MINE = '{ myVisit { greeting { id text pageUrl sentAt } cursor } }';
const EVENTS = `subscription($after: String) { myVisitEvents(after: $after) { cursor event { __typename
  ... on GreetingShown { greeting { id text pageUrl sentAt } } ... on CaughtUp { cursor } } } }`;
const HOME = 'https://bcw.example/';
const PRICES = 'https://bcw.example/Prices?currency=eur';

let site: TwoWebsites;
let agent: string;
let supervisor: string;

beforeAll(async () => {
  site = await startTwoWebsites();
});
afterAll(() => site?.close());
beforeEach(async () => {
  agent = await site.staff('AGENT');
  supervisor = await site.staff('SUPERVISOR');
  await setStatus('ONLINE');
});
afterEach(() => removeTriggers(site, supervisor));

const setStatus = (status: string) => site.mutate('setMyStatus', '__typename', { status }, agent);
const visit = (token: string, url = HOME) => site.mutate('visitPage', 'seenUntil', { url }, token);
const add = (content?: object) => addTrigger(site, supervisor, content);
const greetingsOf = async (visitorId: string) => {
  await site.settled();
  const rows = await site.database.rows<{ text: string }>(
    'select text from greeting where visitor_id = $1 order by sent_at, id',
    [visitorId],
  );
  return rows.map(({ text }) => text);
};

describe('a trigger', () => {
  it('[R45] [B7] greets a visitor who opens a page that it is for, in his query and in his stream, which resumes', async () => {
    await add({ urlContains: '/prices', text: 'Questions about our prices?' });
    await add({ name: 'Elsewhere', urlContains: '/order', text: 'Shall we fill it in together?' });
    const { id, token } = await site.newVisitor();
    const before = await site.ask<{ greeting: object | null; cursor: string }>(MINE, token);
    expect(before.greeting).toBeNull();
    const stream = subscribe(site, EVENTS, token);
    await stream.until('CaughtUp');
    await visit(token, PRICES);
    const shown = (await stream.until('GreetingShown')).find(({ event }) => event.__typename === 'GreetingShown');
    stream.stop();
    expect(shown?.event.greeting).toEqual({
      id: expect.any(String),
      text: 'Questions about our prices?',
      pageUrl: PRICES,
      sentAt: site.clock.now().toISOString(),
    });
    const after = await site.ask<{ greeting: object | null; cursor: string }>(MINE, token);
    expect(after.greeting).toEqual(shown?.event.greeting);
    expect(await greetingsOf(id)).toEqual(['Questions about our prices?']);

    const types = async (cursor: string) => {
      const again = subscribe(site, EVENTS, token, { after: cursor });
      const received = await again.until('CaughtUp');
      again.stop();
      return received.map(({ event }) => event.__typename);
    };
    expect(await types(before.cursor)).toEqual(['GreetingShown', 'CaughtUp']);
    expect(await types(shown?.cursor ?? '')).toEqual(['CaughtUp']);
    expect(await types(after.cursor)).toEqual(['CaughtUp']);
  });

  it('[R45] waits for its seconds on the page: not one millisecond less, and not on another page', async () => {
    await add({ urlContains: 'prices', afterSeconds: 30 });
    const { id, token } = await site.newVisitor();
    await visit(token, PRICES);
    await site.settled();
    await site.advance(29_999);
    expect(await greetingsOf(id)).toEqual([]);
    await visit(token, `${PRICES}&page=2`);
    await site.settled();
    await site.advance(1);
    expect(await greetingsOf(id)).toEqual([]);
    await site.advance(29_998);
    expect(await greetingsOf(id)).toEqual([]);
    await site.advance(1);
    expect(await greetingsOf(id)).toEqual(['Hello! Can we help you?']);

    const other = await site.newVisitor();
    await visit(other.token, PRICES);
    await site.settled();
    await visit(other.token, HOME);
    await site.settled();
    await site.advance(30_000);
    expect(await greetingsOf(other.id)).toEqual([]);
  });

  it('[R45] greets nobody who has left', async () => {
    await add({ afterSeconds: 10 });
    const { id, token } = await site.newVisitor();
    await visit(token);
    await site.settled();
    await site.mutate('leaveSite', '__typename', {}, token);
    await site.advance(10_000);
    expect(await greetingsOf(id)).toEqual([]);
  });

  it('[R45] greets once in a visit, or once on each page, as it is set; the next visit is another', async () => {
    await add({ text: 'once' });
    await add({ text: 'each', oncePerVisit: false });
    const { id, token } = await site.newVisitor();
    await visit(token);
    expect((await greetingsOf(id)).toSorted()).toEqual(['each', 'once']);
    site.clock.advance(1_000);
    await visit(token, PRICES);
    expect((await greetingsOf(id)).toSorted()).toEqual(['each', 'each', 'once']);
    await site.mutate('leaveSite', '__typename', {}, token);
    site.clock.advance(1_000);
    await visit(token, HOME);
    expect((await greetingsOf(id)).toSorted()).toEqual(['each', 'each', 'each', 'once', 'once']);
  });

  it('[R37] does not fire when all agents are Invisible, or when none is there', async () => {
    await add();
    for (const status of ['INVISIBLE', 'OFFLINE']) {
      await setStatus(status);
      const { id, token } = await site.newVisitor();
      await visit(token);
      expect(await greetingsOf(id)).toEqual([]);
    }
    await setStatus('AWAY');
    const { id, token } = await site.newVisitor();
    await visit(token);
    expect(await greetingsOf(id)).toEqual(['Hello! Can we help you?']);
  });

  it('[R37] asks who is there when it greets, not when the page was opened', async () => {
    await add({ afterSeconds: 20 });
    const { id, token } = await site.newVisitor();
    await visit(token);
    await site.settled();
    await setStatus('INVISIBLE');
    await site.advance(20_000);
    expect(await greetingsOf(id)).toEqual([]);
  });

  it('[R47] does not greet a visitor who has written first', async () => {
    await add({ afterSeconds: 10 });
    const { id, token } = await site.newVisitor();
    await visit(token);
    await site.settled();
    const started = await site.mutate('startChat', 'chat { id opening }', { text: 'Hello' }, token);
    expect(started.chat.opening).toBe('WROTE_FIRST');
    await site.advance(10_000);
    expect(await greetingsOf(id)).toEqual([]);
    expect(await site.ask('{ myVisit { openChatId } }', token)).toEqual({ openChatId: started.chat.id });
  });

  it('[R46] has greeted the visitor who then asks for a chat: the agent knows', async () => {
    await add();
    const { id, token } = await site.newVisitor();
    await visit(token);
    expect(await greetingsOf(id)).toHaveLength(1);
    const started = await site.mutate('startChat', 'chat { opening }', { text: 'Yes, please' }, token);
    expect(started.chat.opening).toBe('GREETED');
  });

  it('[R45] greets once however often the arrival is delivered', async () => {
    await add({ oncePerVisit: false });
    const { id, token } = await site.newVisitor();
    await visit(token);
    expect(await greetingsOf(id)).toHaveLength(1);
    const row = await site.database.row<FactRow>(
      `select ${FACT_COLUMNS} from fact f where aggregate_id = $1 and type = 'VisitorArrived'`,
      [id],
    );
    const fact = factFromRow(row!) as RecordedFact<never>;
    for (let i = 0; i < 3; i++) await site.app.get(GreetVisitorWhenPageVisited, { strict: false }).handle(fact);
    site.clock.advance(1_000);
    expect(await greetingsOf(id)).toHaveLength(1);
    expect(
      await site.database.rows(`select from fact where aggregate_id = $1 and type = 'VisitorGreeted'`, [id]),
    ).toHaveLength(1);
  });

  it('[R3] greets on the website of its own brand only', async () => {
    await add();
    const { id, token } = await site.newVisitor('WE');
    await visit(token, 'https://wise.example/');
    expect(await greetingsOf(id)).toEqual([]);
  });

  it('is not in force while it is off, nor after it was removed; what it said before stays', async () => {
    const triggerId = await add({ isEnabled: false, oncePerVisit: false });
    const { id, token } = await site.newVisitor();
    await visit(token);
    expect(await greetingsOf(id)).toEqual([]);
    const changed = await site.mutate(
      'changeGreetingTrigger',
      TRIGGER,
      { triggerId, isEnabled: true, text: 'Welcome!', urlContains: 'prices' },
      supervisor,
    );
    expect(changed.trigger).toMatchObject({
      isEnabled: true,
      text: 'Welcome!',
      urlContains: 'prices',
      name: 'Hello',
      afterSeconds: 0,
    });
    site.clock.advance(1_000);
    await visit(token, PRICES);
    expect(await greetingsOf(id)).toEqual(['Welcome!']);
    await site.mutate('removeGreetingTrigger', 'triggerId', { triggerId }, supervisor);
    site.clock.advance(1_000);
    await visit(token, `${PRICES}&again`);
    expect(await greetingsOf(id)).toEqual(['Welcome!']);
  });
});
