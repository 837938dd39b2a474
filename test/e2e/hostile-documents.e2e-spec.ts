import { getIntrospectionQuery } from 'graphql';
import { WebSocket } from 'ws';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { cpuTimeOf } from '@test/support/cpu-time.js';
import { until } from '@test/support/foundation.js';
import { makeOrganisation, type Organisation } from '@test/support/organisation.js';
import {
  FRAMES,
  type FrameKind,
  HOSTILE_DOCUMENTS,
  HOSTILE_VARIABLES,
  WRONG_VARIABLES,
} from './hostile-documents.table.js';

let app: TestApp;
let hidden: TestApp;
let organisation: Organisation;
let socket: Socket;

beforeAll(async () => {
  const generous = { requestLimits: { scale: 1_000 } };
  app = await startTestApp({ worker: false, overrides: generous });
  hidden = await startTestApp({ worker: false, overrides: { ...generous, graphql: { introspection: false } } });
  organisation = await makeOrganisation(app);
  socket = await connect(app, organisation.sue.token);
});

afterAll(async () => {
  socket.close();
  await Promise.all([app.close(), hidden.close()]);
});

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: Record<string, unknown> }[];
  extensions?: { cost?: { requested: number; limit: number } };
}
interface Socket {
  /** The first answer to one operation, sent as it stands. */
  ask(payload: string): Promise<Answer>;
  close(): void;
}

async function connect(server: TestApp, token?: string): Promise<Socket> {
  const client = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: { id?: string; type: string; payload?: unknown }[] = [];
  client.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as { type: string }));
  await new Promise((resolve) => client.once('open', resolve));
  client.send(JSON.stringify({ type: 'connection_init', payload: token ? { authorization: `Bearer ${token}` } : {} }));
  await until(() => messages.length > 0);
  let count = 0;
  return {
    async ask(payload) {
      const id = `${(count += 1)}`;
      client.send(`{"id":"${id}","type":"subscribe","payload":${payload}}`);
      await until(() => messages.some((message) => message.id === id) || client.readyState !== WebSocket.OPEN);
      const message = messages.find((each) => each.id === id);
      if (!message) throw new Error('The socket was closed.');
      return message.type === 'error' ? { errors: message.payload as Answer['errors'] } : (message.payload as Answer);
    },
    close: () => client.terminate(),
  };
}

async function overHttp(
  payload: string,
  server = app,
  token = organisation.sue.token,
): Promise<Answer & { status: number }> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(server === app && { authorization: `Bearer ${token}` }),
    },
    body: payload,
  });
  return { status: response.status, ...((await response.json()) as Answer) };
}

const kinds: readonly FrameKind[] = ['query', 'mutation', 'subscription'];
const payloadOf = (query: string, operationName: string, variables = '{"id":"a"}'): string =>
  `{"query":${JSON.stringify(query)},"operationName":"${operationName}","variables":${variables}}`;
const NAMES = { query: 'Q', mutation: 'M', subscription: 'S' } as const;
/** Words of stacks, of SQL and of paths. */
const LEAKS = /node_modules|\.ts:|\.js:|at \w+ \(|insert into|postgres|\/home/i;

/** Asks both ways, and proves that both say the same, shortly and without a trace of us. Returns what they say. */
async function bothRefuse(payload: string): Promise<NonNullable<Answer['errors']>> {
  let http: Answer & { status: number } = { status: 0 };
  const took = await cpuTimeOf(async () => {
    http = await overHttp(payload);
  });
  const ws = await socket.ask(payload);
  expect({ data: ws.data ?? null, errors: ws.errors }).toEqual({ data: http.data ?? null, errors: http.errors });
  expect(http.status).toBe(400);
  expect(http.errors?.length).toBeGreaterThan(0);
  expect(http.errors?.length).toBeLessThanOrEqual(10);
  expect(JSON.stringify(http)).not.toMatch(LEAKS);
  expect(JSON.stringify(http).length).toBeLessThan(8_000);
  // The client's part is in it, and code that runs for the first time.
  expect(took).toBeLessThan(300);
  return http.errors ?? [];
}

describe.each(kinds)('[S1] [S2] a %s, over HTTP and over WebSocket', (kind) => {
  const frame = FRAMES[kind];

  it.each(HOSTILE_DOCUMENTS)(
    'is refused alike with $name',
    async ({ chat, fragments = '', directives, code, says }) => {
      const [first] = await bothRefuse(payloadOf(`${frame(chat, directives)} ${fragments}`, NAMES[kind]));
      expect(first).toMatchObject({ message: expect.stringMatching(says), extensions: { code } });
    },
  );

  it.each(HOSTILE_VARIABLES)('is refused alike with variables with $name', async ({ json, says }) => {
    const [first] = await bothRefuse(payloadOf(frame('id'), NAMES[kind], json));
    expect(first).toMatchObject({ message: expect.stringMatching(says), extensions: { code: 'BAD_USER_INPUT' } });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('is refused alike with a page whose size is a variable, before anything is executed', async () => {
    const query = frame('messages(last: $n){nodes{author{__typename} id}}').replace('($id', '($n: Int!, $id');
    const [first] = await bothRefuse(payloadOf(query, NAMES[kind], '{"id":"a","n":3000}'));
    expect(first).toMatchObject({
      message: expect.stringContaining('at most 5000'),
      extensions: { code: 'COST_LIMIT_EXCEEDED', cost: { limit: 5_000 } },
    });
  });

  it('is refused alike under a name that no operation has', async () => {
    const [first] = await bothRefuse(payloadOf(frame('id'), '__proto__'));
    expect(first?.extensions['code']).toBe('OPERATION_RESOLUTION_FAILURE');
  });

  if (kind !== 'subscription')
    it.each(WRONG_VARIABLES)('is refused alike with a variable that is $name', async ({ name, json }) => {
      const query = frame('messages(before: $text){nodes{id}}').replace('($id', '($text: String!, $id');
      const [first] = await bothRefuse(payloadOf(query, NAMES[kind], json.replace('"id"', '"id":"a","text"')));
      expect({ name, code: first?.extensions['code'] }).toEqual({ name, code: 'BAD_USER_INPUT' });
    });
});

it.each([
  ['a skipped field', 'subscription { myVisitEvents @skip(if: true) { cursor } }'],
  [
    'a field that variables leave out',
    'subscription ($v: Boolean = false) { myVisitEvents @include(if: $v) { cursor } }',
  ],
  [
    'a skipped fragment',
    'subscription { ...f @skip(if: true) } fragment f on Subscription { myVisitEvents { cursor } }',
  ],
  [
    'a skipped field in fragments',
    'subscription { ...{...f} } fragment f on Subscription { myVisitEvents @skip(if: true) { cursor } }',
  ],
])('[S1] [S2] a subscription of %s is refused alike', async (_, query) => {
  const [first] = await bothRefuse(JSON.stringify({ query }));
  expect(first).toMatchObject({
    message: expect.stringMatching(/^The root field of a subscription must not have @/),
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
});

describe('[S1] [S2] an honest request, over HTTP and over WebSocket', () => {
  const inbox = `query Inbox($first: Int = 25, $last: Int! = 50) { chats(first: $first) {
    nodes { id visitor { __typename } lastMessage { __typename } messages(last: $last) { nodes { id author { __typename } } } } } }`;

  it('is told what it costs: the objects that its answer can have', async () => {
    const cost = { requested: 1 + 25 * (1 + 1 + 1 + (1 + 50 * 2)), limit: 5_000 };
    const payload = JSON.stringify({ query: inbox });
    expect((await overHttp(payload)).extensions).toEqual({ cost });
    expect((await socket.ask(payload)).extensions).toEqual({ cost });
    const smaller = JSON.stringify({ query: inbox, variables: { first: 1, last: 2 } });
    expect((await overHttp(smaller)).extensions?.cost?.requested).toBe(1 + 1 * (1 + 1 + 1 + (1 + 2 * 2)));
    expect((await socket.ask(smaller)).extensions?.cost?.requested).toBe(1 + 1 * (1 + 1 + 1 + (1 + 2 * 2)));
  });

  it('may be what tools ask to learn the schema', async () => {
    const options = {
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
    };
    for (const query of [getIntrospectionQuery(), getIntrospectionQuery({ ...options, oneOf: true })]) {
      const http = await overHttp(JSON.stringify({ query }));
      expect(http.errors).toBeUndefined();
      expect(await socket.ask(JSON.stringify({ query }))).toMatchObject({ data: http.data });
    }
  });
});

describe('[S1] [S2] a schema that is not to be told', () => {
  it('is told by no query, and by no guess at what was meant', async () => {
    const quiet = await connect(hidden);
    const payloads = [
      { query: '{__schema{queryType{name}}}' },
      { query: 'query($n: String!){__type(name:$n){name}}', variables: { n: 'Query' } },
      { query: '{brandz{nodes{id}}}' },
      { query: 'mutation{logIn(input:{emial:"x"}){__typename}}' },
      { query: 'mutation($i: LogInInput!){logIn(input:$i){__typename}}', variables: { i: { emial: 'x' } } },
      { query: '{agents(filter:{role:AGEN}){nodes{id}}}' },
      { query: 'query($f: AgentFilterInput){agents(filter:$f){nodes{id}}}', variables: { f: { role: 'AGEN' } } },
    ];
    for (const payload of payloads) {
      const http = await overHttp(JSON.stringify(payload), hidden);
      const ws = await quiet.ask(JSON.stringify(payload));
      expect(http.errors?.length).toBeGreaterThan(0);
      expect(ws.errors).toEqual(http.errors);
      expect(JSON.stringify(http)).not.toMatch(/Did you mean/);
    }
    quiet.close();
  });
});
