import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { ActorRef } from '@libs/domain';
import { NodeSources } from '@libs/graphql';
import { Timers } from '@libs/timers';
import { VisitorTokens } from '@src/identity';
import {
  type Outcome,
  type ShownPage,
  type ShownPayload,
  type ShownVisitor,
  startTwoWebsites,
  subscribe,
  type TwoWebsites,
} from './two-websites.js';

const SHOWN =
  'id name company hasContactData isOnSite page { url title since } visitStartedAt pagesSeen openChatId brand { code }';
const LIST = `query($brand: String!, $first: Int!, $after: String) { visitors(brandCode: $brand, first: $first, after: $after) {
  cursor nodes { ${SHOWN} }
  pageInfo { hasNextPage endCursor } } }`;
const EVENTS = `subscription($brand: String!, $after: String) { visitorEvents(brandCode: $brand, after: $after) { cursor event { __typename
  ... on VisitorArrived { visitor { ${SHOWN} } } ... on VisitorMovedOn { visitorId page { url title since } pagesSeen }
  ... on VisitorLeft { visitorId at } ... on VisitorIdentified { visitor { ${SHOWN} } }
  ... on VisitorChatStarted { visitorId chatId } ... on VisitorChatEnded { chatId } } } }`;
const HOME = 'https://bcw.example/';
const ORDER = 'https://bcw.example/order';
const KEY = 'a-key-that-nobody-guesses';

let site: TwoWebsites;
let agent: string;
let foreigner: string;

beforeAll(async () => {
  site = await startTwoWebsites();
});
afterAll(() => site?.close());
beforeEach(async () => {
  agent = await site.staff('AGENT');
  foreigner = await site.staff('AGENT', 'WE');
});
afterEach(async () => {
  // Everybody goes home.
  await site.advance(91_000);
});

const list = (first = 100, after?: string, brand = 'BCW', token = agent) =>
  site.ask<ShownPage<ShownVisitor>>(LIST, token, { brand, first, after });
const visit = (token: string, url = HOME, title?: string) =>
  site.mutate('visitPage', 'seenUntil', { url, title }, token);
const node = (id: string, actor: object) =>
  site.app.get(NodeSources).find({ id: randomUUID(), ...actor } as ActorRef, id);
const counted = async (table: string) =>
  (await site.database.row<{ n: number }>(`select count(*)::int as n from ${table}`))?.n;

/** Runs `work` and counts the statements about visitors and their pages. */
async function statementsOf<T>(work: () => Promise<T>): Promise<{ outcome: T; statements: number }> {
  const { database } = site;
  const rows = database.rows.bind(database);
  let statements = 0;
  database.rows = (text, values) => {
    if (/visitor|page_view/.test(text)) statements += 1;
    return rows(text, values);
  };
  try {
    const outcome = await work();
    return { outcome, statements };
  } finally {
    Reflect.deleteProperty(database, 'rows');
  }
}

describe('a visitor session', () => {
  const open = (input: object) =>
    site.mutate('openVisitorSession', 'visitorId token expiresAt', { brandCode: 'BCW', ...input });

  it('[S14] [B6] gives one visitor and one token for one key, however often it is asked for', async () => {
    const before = Number(await counted('visitor'));
    const answers = await Promise.all(Array.from({ length: 12 }, () => open({ clientKey: KEY })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await counted('visitor')).toBe(before + 1);
    expect((await open({ clientKey: randomUUID() })).visitorId).not.toBe(answers[0]?.visitorId);
    expect(await open({ clientKey: KEY, brandCode: 'WE' })).toMatchObject({ __typename: 'ClientKeyReused' });
  });

  it('[S14] is not given for a key that could be guessed, nor for an unknown brand, and the token is not kept', async () => {
    expect(await open({ clientKey: '12345678' })).toMatchObject({ __typename: 'InvalidInput', field: 'clientKey' });
    expect(await open({ clientKey: '1234567890123456789' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'clientKey',
    });
    for (const brandCode of ['XX', 'bcw', '\0', '\ud800'])
      expect(await open({ brandCode })).toMatchObject({ __typename: 'NotFound', field: 'brandCode' });
    const { token } = await open({});
    expect(await site.database.rows('select from client_key where answer::text like $1', [`%${token}%`])).toEqual([]);
  });

  it('[S14] shows its owner his own visit and nothing of what staff sees', async () => {
    const { id, token } = await site.newVisitor();
    expect(await site.ask('{ myVisit { visitorId isOnSite page { url } greeting { id } openChatId } }', token)).toEqual(
      {
        visitorId: id,
        isOnSite: false,
        page: null,
        greeting: null,
        openChatId: null,
      },
    );
    await expect(site.ask(`{ visitor(id: "${id}") { id } }`, token)).rejects.toThrow('Your role does not allow this.');
    await expect(list(1, undefined, 'BCW', token)).rejects.toThrow('Your role does not allow this.');
    expect(await node(id, { kind: 'VISITOR', roles: ['VISITOR'], brandIds: [site.brandIds.BCW] })).toBeUndefined();
  });
});

it('[S14] lets nobody act as a visitor who is not there, or as one of another brand, whatever token he holds', async () => {
  const tokens = site.app.get(VisitorTokens, { strict: false });
  const { id } = await site.newVisitor('WE');
  for (const visitorId of [randomUUID(), id]) {
    const { token } = await tokens.issue(visitorId, site.brandIds.BCW, site.clock.now());
    const refused = { __typename: 'NotFound', field: 'visitor' };
    expect(await visit(token)).toMatchObject(refused);
    expect(await site.mutate('keepVisit', '__typename', {}, token)).toMatchObject(refused);
    expect(await site.mutate('leaveSite', '__typename', {}, token)).toMatchObject(refused);
    expect(await site.mutate('tellWhoIAm', '__typename', { name: 'X' }, token)).toMatchObject(refused);
    await expect(site.ask('{ myVisit { visitorId } }', token)).rejects.toMatchObject({
      extensions: { refusal: 'NotFound' },
    });
  }
  expect(await site.database.rows('select from timer where subject_id = $1', [id])).toEqual([]);
});

describe('a visit', () => {
  it('[R3] is taken on a page of the visitor’s own brand only', async () => {
    const { id, token } = await site.newVisitor();
    for (const url of [
      'https://wise.example/',
      'https://bcw.example.evil.test/',
      'javascript:alert(1)',
      '',
      `${HOME}\0`,
      `${HOME}\ud800`,
    ])
      expect(await visit(token, url)).toMatchObject({ __typename: 'InvalidInput', field: 'url' });
    expect(await visit(token, HOME, 't'.repeat(501))).toMatchObject({ __typename: 'InvalidInput', field: 'title' });
    expect(await site.database.rows('select from page_view where visitor_id = $1', [id])).toEqual([]);
    expect(await visit(token)).toEqual({
      __typename: 'VisitPageSuccess',
      seenUntil: new Date(site.clock.now().getTime() + 90_000).toISOString(),
    });
  });

  it('[R20] shows staff who is on the site, on which page, since when and after how many pages', async () => {
    const { id, token } = await site.newVisitor();
    const start = site.clock.now();
    await visit(token, HOME, 'Home');
    site.clock.advance(5_000);
    await visit(token, ORDER);
    const { nodes } = await list();
    expect(nodes).toEqual([
      {
        id,
        name: null,
        company: null,
        hasContactData: false,
        isOnSite: true,
        page: { url: ORDER, title: null, since: new Date(start.getTime() + 5_000).toISOString() },
        visitStartedAt: start.toISOString(),
        pagesSeen: 2,
        openChatId: null,
        brand: { code: 'BCW' },
      },
    ]);
    const query = `{ visitor(id: "${id}") { pageViews(first: 1) { nodes { url title viewedAt } pageInfo { hasNextPage endCursor } } } }`;
    const { pageViews } = await site.ask<ShownVisitor>(query, agent);
    expect(pageViews.nodes).toEqual([
      { url: ORDER, title: null, viewedAt: new Date(start.getTime() + 5_000).toISOString() },
    ]);
    expect(pageViews.pageInfo.hasNextPage).toBe(true);
    const next = query.replace('first: 1', `first: 1, after: "${pageViews.pageInfo.endCursor}"`);
    expect((await site.ask<ShownVisitor>(next, agent)).pageViews.nodes).toEqual([
      { url: HOME, title: 'Home', viewedAt: start.toISOString() },
    ]);
  });

  it('[R20] is listed page by page, the newest first, without gap or repeat, in as many statements as for one', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { id, token } = await site.newVisitor();
      await visit(token);
      ids.unshift(id);
      // Two of them come in the same instant.
      if (i !== 2) site.clock.advance(1);
    }
    const found: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const { nodes, pageInfo } = await list(2, after);
      found.push(...nodes.map((node) => node.id));
      more = pageInfo.hasNextPage;
      after = pageInfo.endCursor;
    }
    expect(found).toHaveLength(5);
    expect(new Set(found)).toEqual(new Set(ids));
    const pagesOf = (first: number) =>
      site.ask<ShownPage<ShownVisitor>>(
        `{ visitors(brandCode: "BCW", first: ${first}) { nodes { id brand { code } pageViews(first: 3) { nodes { url } } } } }`,
        agent,
      );
    await pagesOf(1);
    const one = await statementsOf(() => pagesOf(1));
    const five = await statementsOf(() => pagesOf(5));
    expect(five.outcome.nodes.map((node) => node.pageViews.nodes.length)).toEqual([1, 1, 1, 1, 1]);
    expect(five.statements).toBe(one.statements);
  });

  it('[R20] belongs to one brand: for others’ staff it is not there', async () => {
    const { id, token } = await site.newVisitor();
    await visit(token);
    expect((await list(10, undefined, 'WE', foreigner)).nodes).toEqual([]);
    await expect(list(10, undefined, 'BCW', foreigner)).rejects.toMatchObject({
      extensions: { refusal: 'NotFound', field: 'brandCode' },
    });
    await expect(list(10, undefined, 'NONE', foreigner)).rejects.toMatchObject({
      extensions: { refusal: 'NotFound', field: 'brandCode' },
    });
    for (const unknown of [id, randomUUID(), 'x', '\0'])
      expect(await site.ask('query($id: ID!) { visitor(id: $id) { id } }', foreigner, { id: unknown })).toBeNull();
    expect(await site.ask('query($id: ID!) { visitor(id: $id) { id } }', agent, { id })).toEqual({ id });
    expect(await node(id, { kind: 'AGENT', roles: ['AGENT'], brandIds: [site.brandIds.BCW] })).toMatchObject({
      __typename: 'Visitor',
      id,
    });
    expect(await node(id, { kind: 'AGENT', roles: ['AGENT'], brandIds: [site.brandIds.WE] })).toBeUndefined();
    const page = await site.database.row<{ id: string }>('select id from page_view where visitor_id = $1', [id]);
    const ofPage = (brandId: string) => node(page?.id ?? '', { kind: 'AGENT', roles: ['AGENT'], brandIds: [brandId] });
    expect(await ofPage(site.brandIds.BCW)).toMatchObject({ __typename: 'PageView', url: HOME });
    expect(await ofPage(site.brandIds.WE)).toBeUndefined();
  });

  it.each([0, -1, 101])('[R20] is not listed on a page of %i', async (first) => {
    await expect(list(first)).rejects.toMatchObject({ extensions: { refusal: 'InvalidInput', field: 'first' } });
  });

  it.each(['', 'x', 'WzFd', Buffer.from('["no time","no id"]').toString('base64url')])(
    '[R20] is not listed after the cursor %j',
    async (after) => {
      await expect(list(1, after)).rejects.toMatchObject({ extensions: { refusal: 'InvalidInput', field: 'after' } });
    },
  );

  it('[R20] is no way for staff to begin a chat: no mutation aims at a visitor but the one that notes his details', async () => {
    interface Schema {
      mutationType: { fields: { name: string; args: { type: { ofType: { inputFields: { name: string }[] } } }[] }[] };
    }
    const { mutationType } = await site.ask<Schema>(
      '{ __schema { mutationType { fields { name args { type { ofType { name inputFields { name } } } } } } } }',
    );
    const aimed = mutationType.fields.filter(({ args }) =>
      args[0]?.type.ofType.inputFields.some(({ name }) => /visitor/i.test(name)),
    );
    expect(aimed.map(({ name }) => name)).toEqual(['noteVisitorDetails']);
    for (const role of ['AGENT', 'SUPERVISOR', 'ADMIN'] as const) {
      const token = await site.staff(role);
      await expect(site.mutate('startChat', '__typename', { text: 'Hello' }, token)).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
      await expect(visit(token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('lasts until the page has been silent for the length of the lease, which a sign of life renews', async () => {
    const { id, token } = await site.newVisitor();
    await visit(token);
    await site.advance(89_999);
    expect((await list()).nodes).toHaveLength(1);
    await site.mutate('keepVisit', 'seenUntil', {}, token);
    await site.advance(89_999);
    expect((await list()).nodes).toHaveLength(1);
    await site.advance(1);
    expect((await list()).nodes).toEqual([]);
    await site.settled();
    const facts = await site.database.rows<{ type: string }>(
      'select type from fact where aggregate_id = $1 order by sequence',
      [id],
    );
    expect(facts.map(({ type }) => type)).toEqual(['VisitorArrived', 'VisitorLeft']);
  });

  it('ends when the visitor leaves, and begins anew with his next page or sign of life', async () => {
    const { token } = await site.newVisitor();
    expect(await site.mutate('keepVisit', 'seenUntil', {}, token)).toMatchObject({ __typename: 'NotFound' });
    await visit(token);
    await visit(token, ORDER);
    expect(await site.mutate('leaveSite', 'visitorId', {}, token)).toMatchObject({ __typename: 'LeaveSiteSuccess' });
    expect(await site.mutate('leaveSite', 'visitorId', {}, token)).toMatchObject({ __typename: 'LeaveSiteSuccess' });
    expect((await list()).nodes).toEqual([]);
    site.clock.advance(1_000);
    await site.mutate('keepVisit', 'seenUntil', {}, token);
    const { nodes } = await list();
    expect(nodes).toMatchObject([
      { page: { url: ORDER }, pagesSeen: 1, visitStartedAt: site.clock.now().toISOString() },
    ]);
  });

  it('is not begun again by a page that is merely loaded again', async () => {
    const { id, token } = await site.newVisitor();
    await visit(token, HOME, 'Home');
    site.clock.advance(1_000);
    await visit(token, HOME, 'Home');
    expect((await list()).nodes).toMatchObject([{ id, pagesSeen: 1 }]);
    expect(await site.database.rows('select from page_view where visitor_id = $1', [id])).toHaveLength(1);
  });

  it('[B6] counts a page once for one client key, and refuses the key for another page', async () => {
    const { id, token } = await site.newVisitor();
    const clientKey = randomUUID();
    const send = (url: string) => site.mutate('visitPage', 'seenUntil', { clientKey, url }, token);
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(ORDER)));
    site.clock.advance(1_000);
    answers.push(await send(ORDER));
    expect(new Set(answers.map(({ seenUntil }) => seenUntil)).size).toBe(1);
    expect(await send(HOME)).toMatchObject({ __typename: 'ClientKeyReused' });
    expect(await site.database.rows('select from page_view where visitor_id = $1', [id])).toHaveLength(1);
  });

  it('is followed by another when a page is opened at the very instant at which its lease ends', async () => {
    const visitors = await Promise.all(Array.from({ length: 8 }, () => site.newVisitor()));
    await Promise.all(visitors.map(({ token }) => visit(token)));
    site.clock.advance(90_000);
    await Promise.all([
      site.app.get(Timers).fireDue(),
      ...visitors.map(({ token }, i) =>
        i % 2 ? visit(token, ORDER) : site.mutate('keepVisit', '__typename', {}, token),
      ),
    ]);
    await site.settled();
    expect((await list()).nodes).toHaveLength(8);
    for (const { id } of visitors) {
      const facts = await site.database.rows<{ type: string }>(
        'select type from fact where aggregate_id = $1 order by sequence',
        [id],
      );
      expect(facts.map(({ type }) => type)).toEqual(['VisitorArrived', 'VisitorLeft', 'VisitorArrived']);
    }
  });

  it('stands many pages at once: each is counted, and the timer of the visit does not get in the way', async () => {
    const { id, token } = await site.newVisitor();
    const pages = Array.from({ length: 12 }, (_, i) => `${HOME}?page=${i}`);
    await Promise.all(pages.flatMap((url) => [visit(token, url), site.mutate('keepVisit', '__typename', {}, token)]));
    expect((await list()).nodes).toMatchObject([{ id, pagesSeen: 12 }]);
  });
});

describe('the events of a site', () => {
  /** What a client does with an event: the list of before becomes the list of now. */
  function fold(nodes: readonly ShownVisitor[], { event }: ShownPayload): readonly ShownVisitor[] {
    const change = (id: string, fields: object) =>
      nodes.map((node) => (node.id === id ? { ...node, ...fields } : node));
    const { __typename: type, visitorId, chatId, visitor, ...fields } = event;
    if (type === 'VisitorArrived') return [visitor, ...nodes.filter(({ id }) => id !== visitor.id)];
    if (type === 'VisitorIdentified') return change(visitor.id, visitor);
    if (type === 'VisitorLeft') return nodes.filter(({ id }) => id !== visitorId);
    if (type === 'VisitorChatStarted') return change(visitorId, { openChatId: chatId });
    if (type === 'VisitorChatEnded')
      return nodes.map((node) => (node.openChatId === chatId ? { ...node, openChatId: null } : node));
    return change(visitorId, fields);
  }
  const sorted = (nodes: readonly ShownVisitor[]) => nodes.toSorted((a, b) => a.id.localeCompare(b.id));

  it('[B7] turn the list of before into the list of now, and a cut connection resumes without gap or repeat', async () => {
    const early = await site.newVisitor();
    await visit(early.token);
    const before = await list();
    const first = subscribe(site, EVENTS, agent, { brand: 'BCW', after: before.cursor });
    await first.until('CaughtUp');

    const late = await site.newVisitor();
    await visit(late.token, ORDER, 'Order');
    await site.mutate('tellWhoIAm', '__typename', { name: 'Ann', email: 'ann@acme.example' }, late.token);
    await first.until('VisitorIdentified');
    first.stop();
    const kept = first.received.findIndex(({ event }) => event.__typename === 'VisitorArrived');

    await visit(early.token, ORDER);
    await visit(late.token, HOME);
    await site.mutate('leaveSite', '__typename', {}, early.token);
    // His first request is missed, the second one stands open.
    const request = () => site.mutate('startChat', 'chat { id }', { text: 'Hello' }, late.token);
    await site.mutate('setMyStatus', '__typename', { status: 'ONLINE' }, agent);
    await request();
    await site.advance(59_000);
    await site.mutate('setMyStatus', '__typename', { status: 'ONLINE' }, agent);
    await site.advance(1_000);
    const { chat } = await request();
    const stranger = await site.newVisitor('WE');
    await site.mutate('visitPage', '__typename', { url: 'https://wise.example/' }, stranger.token);

    // It had read the arrival when the line broke: the identification comes again from the feed, once.
    const after = first.received[kept]?.cursor;
    const second = subscribe(site, EVENTS, agent, { brand: 'BCW', after });
    const resumed = await second.until('CaughtUp');
    const types = resumed.map(({ event }) => event.__typename);
    expect(types).toEqual([
      'VisitorIdentified',
      'VisitorMovedOn',
      'VisitorMovedOn',
      'VisitorLeft',
      'VisitorChatStarted',
      'VisitorChatEnded',
      'VisitorChatStarted',
      'CaughtUp',
    ]);
    expect((await list()).nodes).toMatchObject([{ id: late.id, openChatId: chat.id }]);
    const events = [...first.received.slice(0, kept + 1), ...resumed].filter(
      ({ event }) => event.__typename !== 'CaughtUp',
    );
    expect(sorted(events.reduce(fold, before.nodes))).toEqual(sorted((await list()).nodes));
  });

  it('[B7] tell a reader with a cursor that is none, or of another database, to start afresh', async () => {
    for (const after of ['nonsense', Buffer.from('f1|9999999999:9999999999:').toString('base64url')])
      await expect(subscribe(site, EVENTS, agent, { brand: 'BCW', after }).until('CaughtUp')).rejects.toThrow(
        'RESYNC_REQUIRED',
      );
  });

  it('[R20] are for the brand’s own staff', async () => {
    await expect(subscribe(site, EVENTS, foreigner, { brand: 'BCW' }).until('CaughtUp')).rejects.toThrow('NotFound');
    const { token } = await site.newVisitor();
    await expect(subscribe(site, EVENTS, token, { brand: 'BCW' }).until('CaughtUp')).rejects.toThrow('FORBIDDEN');
  });
});

describe('who a visitor is', () => {
  const known = 'visit { name company email phone }';

  it('[R46] [R47] is told by himself, or noted by the agent who asked him for name and company', async () => {
    const { id, token } = await site.newVisitor();
    await visit(token);
    expect(await site.mutate('tellWhoIAm', known, { name: ' Ann ', email: 'Ann@Acme.example' }, token)).toEqual({
      __typename: 'TellWhoIAmSuccess',
      visit: { name: 'Ann', company: null, email: 'ann@acme.example', phone: null },
    });
    const noted = await site.mutate(
      'noteVisitorDetails',
      'visitor { name company hasContactData }',
      { visitorId: id, company: 'Acme' },
      agent,
    );
    expect(noted.visitor).toEqual({ name: 'Ann', company: 'Acme', hasContactData: true });
    expect((await list()).nodes).toMatchObject([{ name: 'Ann', company: 'Acme', hasContactData: true }]);
    await site.mutate('tellWhoIAm', known, { email: '' }, token);
    expect((await list()).nodes).toMatchObject([{ name: 'Ann', company: 'Acme', hasContactData: false }]);
  });

  it.each([
    ['email', 'nobody'],
    ['phone', 'call me'],
    ['name', 'n'.repeat(201)],
    ['company', 'a\0b'],
    ['name', '\ud800'],
  ])('is refused when the %s is %j, and nothing is written', async (field, value) => {
    const { id, token } = await site.newVisitor();
    const input = { name: 'Ann', [field]: value };
    expect(await site.mutate('tellWhoIAm', known, input, token)).toMatchObject({ __typename: 'InvalidInput', field });
    expect(await site.mutate('noteVisitorDetails', '__typename', { visitorId: id, ...input }, agent)).toMatchObject({
      field,
    });
    expect(await site.ask('{ myVisit { name company email phone } }', token)).toEqual({
      name: null,
      company: null,
      email: null,
      phone: null,
    });
  });

  it('is nothing that another brand’s staff, or a visitor, can note: such a visitor is not there', async () => {
    const { id, token } = await site.newVisitor();
    const note = (visitorId: string, by: string) =>
      site.mutate('noteVisitorDetails', '__typename', { visitorId, name: 'X' }, by);
    for (const visitorId of [id, randomUUID(), 'x', '\0'])
      expect(await note(visitorId, foreigner)).toEqual({
        __typename: 'NotFound',
        reason: 'No such visitor.',
        field: 'visitorId',
      });
    await expect(note(id, token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a customer or writer for whom the website vouches', () => {
  async function website(): Promise<(claims: Record<string, unknown>) => Promise<string>> {
    const admin = await site.staff('ADMIN');
    await site.mutate('addBrandKey', '__typename', { brandId: site.brandIds.BCW }, admin);
    const key = await site.database.row<{ id: string; secret: string }>(
      'select id, secret from brand_key order by created_at desc limit 1',
    );
    const exp = Math.floor(site.clock.now().getTime() / 1000) + 3_600;
    return ({ sub = 'c-1', role = 'CUSTOMER', ...claims }) =>
      new SignJWT({ role, ...claims })
        .setProtectedHeader({ alg: 'HS256', kid: key?.id ?? '' })
        .setIssuer(site.brandIds.BCW)
        .setAudience('parley')
        .setSubject(String(sub))
        .setExpirationTime(exp)
        .sign(Buffer.from(key?.secret ?? ''));
  }
  const me = (token: string) => site.ask<{ visitorId: string }>('{ myVisit { visitorId name company email } }', token);

  it('is one contact and one visitor, also when he asks many times at once', async () => {
    const sign = await website();
    const token = await sign({ name: 'Ann', email: 'ann@acme.example' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => me(token)));
    expect(new Set(answers.map(({ visitorId }) => visitorId)).size).toBe(1);
    expect(answers[0]).toMatchObject({ name: 'Ann', company: null, email: 'ann@acme.example' });
    expect(await counted(`contact where external_id = 'c-1'`)).toBe(1);
    await visit(token);
    const listed = await site.ask('{ visitors(brandCode: "BCW") { nodes { id partyRole name } } }', agent);
    expect(listed).toEqual({ nodes: [{ id: answers[0]?.visitorId, partyRole: 'CUSTOMER', name: 'Ann' }] });
  });

  it('keeps what the website newly says, and what it no longer says', async () => {
    const sign = await website();
    const one = await me(await sign({ sub: 'c-2', name: 'Bob', email: 'bob@acme.example' }));
    const two = await me(await sign({ sub: 'c-2', name: 'Robert', company: 'Acme' }));
    expect(two).toEqual({ visitorId: one.visitorId, name: 'Robert', company: 'Acme', email: 'bob@acme.example' });
    const writer = await me(await sign({ sub: 'c-2', role: 'WRITER', name: 'Will' }));
    expect(writer.visitorId).not.toBe(one.visitorId);
  });
});

it('[S14] refuses more pages of one visitor than a minute allows; another visitor is not in the way', async () => {
  const narrow = await startTwoWebsites({ overrides: { chat: { visitorPagesPerMinute: 2 } } });
  try {
    const [one, two] = [await narrow.newVisitor(), await narrow.newVisitor()];
    const open = (token: string, n: number) =>
      narrow.mutate('visitPage', 'seenUntil } ... on TooManyPages { retryAfterSeconds', { url: `${HOME}?${n}` }, token);
    await open(one.token, 1);
    await open(one.token, 2);
    const refused = await open(one.token, 3);
    expect(refused.__typename).toBe('TooManyPages');
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect((await open(two.token, 1)).__typename).toBe('VisitPageSuccess');
    expect(await narrow.mutate('keepVisit', '__typename', {}, one.token)).toMatchObject({
      __typename: 'KeepVisitSuccess',
    });
  } finally {
    await narrow.close();
  }
});

it('[S14] refuses more sessions from one address than an hour allows, and says when to come back', async () => {
  const narrow = await startTwoWebsites({ overrides: { chat: { visitorSessionsPerAddressAndHour: 2 } } });
  try {
    await narrow.newVisitor();
    await narrow.newVisitor('WE');
    const third = `mutation($key: String!) { openVisitorSession(input: { clientKey: $key, brandCode: "BCW" }) { __typename
      ... on TooManyVisitorSessions { retryAfterSeconds } } }`;
    const refused = await narrow.ask<Outcome>(third, undefined, { key: randomUUID() });
    expect(refused.__typename).toBe('TooManyVisitorSessions');
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(3_600);
  } finally {
    await narrow.close();
  }
});
