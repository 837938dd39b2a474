import { randomUUID } from 'node:crypto';
import { Metrics } from '@libs/observability';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { makeOrganisation, type Organisation } from '@test/support/organisation.js';
import { committedSchema, operationsOf } from '@test/support/schema-documents.js';

/** Runs after which a document is compiled. */
const RUNS = 6;
const OPERATIONS = operationsOf(committedSchema()).filter(({ kind }) => kind !== 'subscription');
/** These headers are the same whichever way a request goes. */
const HEADERS = [
  'content-type',
  'access-control-allow-origin',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'cross-origin-resource-policy',
  'referrer-policy',
  'x-request-id',
  'x-powered-by',
  'www-authenticate',
];

let app: TestApp;
let org: Organisation;
let chatId: string;
let visitorToken: string;

beforeAll(async () => {
  app = await startTestApp({ overrides: { requestLimits: { scale: 1_000 } } });
  org = await makeOrganisation(app);
  await org.goes(org.ann, 'ONLINE');
  const visitor = await org.visitor();
  visitorToken = visitor.token;
  const { data } = await app.graphql(
    `mutation ($input: StartChatInput!) { startChat(input: $input) { ... on StartChatSuccess { chat { id } } } }`,
    { input: { clientKey: randomUUID(), text: 'Hello, is anybody there?' } },
    visitor.token,
  );
  chatId = data.startChat.chat.id;
  await app.graphql(
    `mutation ($input: AcceptChatInput!) { acceptChat(input: $input) { __typename } }`,
    { input: { clientKey: randomUUID(), chatId } },
    org.ann.token,
  );
});
afterAll(() => app.close());

interface Asked {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** What came back, without what may differ from one moment to the next. */
interface Seen {
  readonly status: number;
  readonly headers: readonly (string | null)[];
  readonly body: string;
}

/** @param way `apollo` adds what known documents never have: a field `extensions` */
async function ask({ token, headers = {}, ...body }: Asked, way: 'any' | 'apollo' = 'any'): Promise<Seen> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-request-id': 'the-same-for-all',
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ ...body, ...(way === 'apollo' && { extensions: {} }) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: HEADERS.map((name) => response.headers.get(name)),
    body: text
      // Positions of feeds move on with every transaction of the database, tokens and times with the clock.
      .replaceAll(
        /"(eventsCursor|cursor|token|accessToken|refreshToken|deviceToken|clientSecret)":"[^"]*"/g,
        '"$1":"…"',
      )
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>'),
  };
}

async function answeredHere(): Promise<number> {
  const { values } = await app.app.get(Metrics, { strict: false }).counter('parley_known_documents_total', '').get();
  return values[0]?.value ?? 0;
}

/** Asks once through Apollo Server, then so often that the document is known, and at last compiled; all must be alike. */
async function expectSame(asked: Asked): Promise<Seen> {
  const first = await ask(asked, 'apollo');
  const before = await answeredHere();
  for (let run = 0; run < RUNS; run += 1) expect(await ask(asked)).toEqual(first);
  expect(await answeredHere()).toBe(before + RUNS);
  return first;
}

const MESSAGES = `query ($id: ID!, $last: Int! = 50) { chat(id: $id) { id status requestedAt visitor { id name } agent { id displayName }
  messages(last: $last) { nodes { id sequence text sentAt readAt author { kind id name } } pageInfo { hasPreviousPage } } } }`;

describe('a known document', () => {
  it.each(OPERATIONS)('[P1] gets the answer that Apollo Server gives: $name', async ({ document, plain, kind }) => {
    for (const token of kind === 'query' ? [undefined, org.ann.token, visitorToken] : [org.ada.token])
      await expectSame({ query: document, variables: plain, token });
  });

  it('[P2] shows a conversation as Apollo Server does, whatever the client accepts', async () => {
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json'])
      await expectSame({ query: MESSAGES, variables: { id: chatId }, token: org.ann.token, headers: { accept } });
  });

  it('[P7] counts itself where operators look', async () => {
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(Number(/parley_known_documents_total (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0);
  });

  it('[P3] sends one message, however often it is asked for under one key', async () => {
    const input = { chatId, clientKey: randomUUID(), text: 'How can I help?' };
    const query = `mutation ($input: SendChatMessageInput!) { sendChatMessage(input: $input) { __typename ... on SendChatMessageSuccess { messageId sequence } ... on Refusal { reason } } }`;
    expect((await expectSame({ query, variables: { input }, token: org.ann.token })).body).toContain('Success');
    const other = { ...input, text: 'Something else' };
    const reused = await expectSame({ query, variables: { input: other }, token: org.ann.token });
    expect(reused.body).toContain('ClientKeyReused');
  });

  it.each([
    ['a wrong type', { id: 7.5, last: 'many' }],
    ['a missing one', {}],
    ['null for what must be there', { id: null }],
    ['one that nobody declared', { id: randomUUID(), more: [1, 2] }],
    ['half a number', { id: 'x', last: 2.5 }],
    ['a page that is too large', { id: 'x', last: 101 }],
    ['a list for a text', { id: ['x'] }],
    ['none at all', null],
  ])('[P1] tells the same of its variables: %s', async (_, variables) => {
    for (const accept of ['application/json', 'application/graphql-response+json'])
      await expectSame({ query: MESSAGES, variables, token: org.ann.token, headers: { accept } });
  });

  it('[S5] refuses bad credentials as Apollo Server does', async () => {
    const [header, , seal] = org.ann.token.split('.');
    await ask({ query: '{ me { kind } }' });
    for (const token of ['nonsense', `${header}.e30.${seal}`, 'a.b.c'])
      expect(await expectSame({ query: '{ me { kind } }', token })).toMatchObject({ status: 401 });
  });

  it('[P1] runs the operation that is named', async () => {
    const query = 'query A { me { kind } } query B { viewer: me { kind } }';
    expect((await expectSame({ query, operationName: 'B', token: org.ann.token })).body).toContain('viewer');
    expect((await expectSame({ query, operationName: 'A', token: org.ann.token })).body).not.toContain('viewer');
  });

  it.each([
    [
      'directives',
      'query ($no: Boolean! = false) { me { kind ... @include(if: $no) { kind } other: kind @skip(if: $no) } }',
    ],
    [
      'texts',
      'query { chats(view: ALL, tag: "__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d0") { nodes { id } } }',
    ],
    ['names of JavaScript', '{ constructor: me { __proto__: kind toString: kind } }'],
    ['introspection', '{ __type(name: "Chat") { name kind } __typename }'],
    [
      'fragments',
      '{ ...A ... on Query { me { kind } } } fragment A on Query { __typename again: me { ...B } } fragment B on Me { kind }',
    ],
  ])('[P1] is answered alike with %s', async (_, query) => {
    await expectSame({ query, token: org.sue.token });
  });
});

describe('a request that is not plain', () => {
  it.each<[string, (known: object) => RequestInit & { path?: string }]>([
    ['another type', (known) => ({ headers: { 'content-type': 'text/plain' }, body: JSON.stringify(known) })],
    ['a batch', (known) => ({ body: JSON.stringify([known, known]) })],
    ['no JSON', (known) => ({ body: JSON.stringify(known).slice(0, -1) })],
    ['a query that is no text', () => ({ body: JSON.stringify({ query: { kind: 'Document' } }) })],
    ['variables that are no object', (known) => ({ body: JSON.stringify({ ...known, variables: [] }) })],
    ['a key for prototypes', () => ({ body: '{"query":"{ me { kind } }","variables":{"__proto__":{"a":1}}}' })],
    ['bytes that are no UTF-8', () => ({ body: Buffer.from('7b22717565727922223a22ff227d', 'hex') })],
    ['an operation that is not there', (known) => ({ body: JSON.stringify({ ...known, operationName: 'Other' }) })],
    ['another path', (known) => ({ path: '/graphql/', body: JSON.stringify(known) })],
    ['GET', () => ({ method: 'GET' })],
    ['a wish that nothing fulfils', (known) => ({ headers: { accept: 'text/csv' }, body: JSON.stringify(known) })],
  ])('[S1] is left to Express and Apollo Server, untouched: %s', async (_, make) => {
    const known = { query: '{ me { kind } }' };
    await ask(known);
    const before = await answeredHere();
    const { path = '/graphql', headers, ...init } = make(known);
    const response = await fetch(app.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(headers as Record<string, string>) },
      ...init,
    });
    expect(response.status).not.toBe(500);
    expect((await response.text()).length).toBeGreaterThan(0);
    expect(await answeredHere()).toBe(before);
  });
});
