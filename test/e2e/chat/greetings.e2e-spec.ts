import { randomUUID } from 'node:crypto';
import type { ActorRef, RecordedFact } from '@libs/domain';
import { NodeSources } from '@libs/graphql';
import { FACT_COLUMNS, type FactRow, factFromRow } from '@libs/outbox';
import { GreetVisitorWhenPageVisited } from '@src/chat/handlers/greet-visitor-when-page-visited.js';
import { type ShownPage, startTwoWebsites, subscribe, type TwoWebsites } from './two-websites.js';

const TRIGGER = 'trigger { id name text urlContains afterSeconds oncePerVisit isEnabled brand { code } }';
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
afterEach(async () => {
  const { nodes } = await site.ask<ShownPage<{ id: string }>>(
    '{ greetingTriggers(brandCode: "BCW", first: 100) { nodes { id } } }',
    supervisor,
  );
  for (const { id } of nodes) await site.mutate('removeGreetingTrigger', 'triggerId', { triggerId: id }, supervisor);
});

const setStatus = (status: string) => site.mutate('setMyStatus', '__typename', { status }, agent);
const visit = (token: string, url = HOME) => site.mutate('visitPage', 'seenUntil', { url }, token);
const add = async (content: object = {}): Promise<string> => {
  const input = { brandCode: 'BCW', name: 'Hello', text: 'Hello! Can we help you?', ...content };
  return (await site.mutate('addGreetingTrigger', TRIGGER, input, supervisor)).trigger.id;
};
const node = (id: string, role: string, brand: 'BCW' | 'WE') =>
  site.app
    .get(NodeSources)
    .find({ kind: 'AGENT', id: randomUUID(), roles: [role], brandIds: [site.brandIds[brand]] } as ActorRef, id);
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

describe('the triggers of a brand', () => {
  it('are kept by its supervisors and administrators', async () => {
    const admin = await site.staff('ADMIN');
    const input = {
      brandCode: 'BCW',
      name: 'Prices',
      text: 'Hello!',
      urlContains: '/prices',
      afterSeconds: 5,
      oncePerVisit: false,
    };
    const added = await site.mutate('addGreetingTrigger', TRIGGER, input, admin);
    expect(added.trigger).toEqual({
      id: added.trigger.id,
      name: 'Prices',
      text: 'Hello!',
      urlContains: '/prices',
      afterSeconds: 5,
      oncePerVisit: false,
      isEnabled: true,
      brand: { code: 'BCW' },
    });
    expect(await node(added.trigger.id, 'SUPERVISOR', 'BCW')).toMatchObject({
      __typename: 'GreetingTrigger',
      name: 'Prices',
    });
    expect(await node(added.trigger.id, 'AGENT', 'BCW')).toBeUndefined();
    const { token } = await site.newVisitor();
    for (const stranger of [agent, token]) {
      await expect(site.mutate('addGreetingTrigger', TRIGGER, input, stranger)).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
      await expect(site.ask('{ greetingTriggers(brandCode: "BCW") { nodes { id } } }', stranger)).rejects.toThrow(
        'Your role',
      );
    }
  });

  it.each([
    ['name', ''],
    ['name', 'n'.repeat(101)],
    ['text', ' '],
    ['text', 't'.repeat(501)],
    ['text', 'a\0b'],
    ['text', '\ud800'],
    ['urlContains', 'u'.repeat(501)],
    ['afterSeconds', -1],
    ['afterSeconds', 3_601],
  ])('are refused when the %s cannot be', async (field, value) => {
    const input = { brandCode: 'BCW', name: 'Hello', text: 'Hello!', [field]: value };
    expect(await site.mutate('addGreetingTrigger', TRIGGER, input, supervisor)).toMatchObject({
      __typename: 'InvalidInput',
      field,
    });
    const triggerId = await add({ urlContains: 'x' });
    expect(
      await site.mutate('changeGreetingTrigger', TRIGGER, { triggerId, [field]: value }, supervisor),
    ).toMatchObject({ field });
    expect(
      await site.ask(
        '{ greetingTriggers(brandCode: "BCW") { nodes { name text urlContains afterSeconds } } }',
        supervisor,
      ),
    ).toEqual({
      nodes: [{ name: 'Hello', text: 'Hello! Can we help you?', urlContains: 'x', afterSeconds: 0 }],
    });
  });

  it("[R28] link to their own brand's site and to strangers', not to another brand's, new or changed", async () => {
    const LINKS = '... on ForeignBrandLink { field links { brandCode } }';
    const REFUSED = { __typename: 'ForeignBrandLink', field: 'text', links: [{ brandCode: 'WE' }] };
    const send = async (name: string, input: object) => {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      const query = `mutation($input: ${type}Input!) { ${name}(input: $input) { __typename ${LINKS} ... on ${type}Success { ${TRIGGER} } } }`;
      const { data } = await site.graphql(query, { input: { clientKey: randomUUID(), ...input } }, supervisor);
      return data![name];
    };
    const input = { brandCode: 'BCW', name: 'Order', text: 'Order at wise.example/order' };
    expect(await send('addGreetingTrigger', input)).toEqual(REFUSED);
    const triggerId = await add({ text: 'Order at bcw.example/order, read wikipedia.org' });
    expect(await send('changeGreetingTrigger', { triggerId, text: 'See https://www.wise.example' })).toEqual(REFUSED);
    const { nodes } = await site.ask<ShownPage<object>>(
      '{ greetingTriggers(brandCode: "BCW") { nodes { text } } }',
      supervisor,
    );
    expect(nodes).toEqual([{ text: 'Order at bcw.example/order, read wikipedia.org' }]);
  });

  it('are not there for another brand’s supervisor', async () => {
    const triggerId = await add();
    const other = await site.staff('SUPERVISOR', 'WE');
    for (const id of [triggerId, randomUUID(), 'x', '\0'])
      for (const mutation of ['changeGreetingTrigger', 'removeGreetingTrigger'])
        expect(await site.mutate(mutation, '__typename', { triggerId: id }, other)).toEqual({
          __typename: 'NotFound',
          reason: 'No such trigger.',
          field: 'triggerId',
        });
    for (const brandCode of ['BCW', 'NONE', '\0'])
      expect(
        await site.mutate('addGreetingTrigger', TRIGGER, { brandCode, name: 'a', text: 'b' }, other),
      ).toMatchObject({ field: 'brandCode' });
    await expect(site.ask('{ greetingTriggers(brandCode: "BCW") { nodes { id } } }', other)).rejects.toThrow(
      'No such brand.',
    );
    expect(await node(triggerId, 'SUPERVISOR', 'WE')).toBeUndefined();
    expect(await node('x', 'SUPERVISOR', 'WE')).toBeUndefined();
  });

  it('[B6] are added once for one client key, and listed page by page', async () => {
    const clientKey = randomUUID();
    const ids = await Promise.all(Array.from({ length: 5 }, () => add({ clientKey, name: 'B' })));
    expect(new Set(ids).size).toBe(1);
    await add({ name: 'C' });
    await add({ name: 'A' });
    const page = (after?: string) =>
      site.ask<ShownPage<object>>(
        'query($after: String) { greetingTriggers(brandCode: "BCW", first: 2, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }',
        supervisor,
        { after },
      );
    const first = await page();
    expect(first.nodes).toEqual([{ name: 'A' }, { name: 'B' }]);
    expect((await page(first.pageInfo.endCursor)).nodes).toEqual([{ name: 'C' }]);
    await expect(page('x')).rejects.toMatchObject({ extensions: { field: 'after' } });
  });
});
