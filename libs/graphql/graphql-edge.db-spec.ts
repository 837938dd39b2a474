import { setTimeout as delay } from 'node:timers/promises';
import { Args, Field, InputType, Int, ObjectType, Resolver } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type ActorRef, ManualClock, Refusal } from '@libs/domain';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { foundationModule, foundationTables, until } from '@test/support/foundation.js';
import { answer, resultUnion } from './answer.js';
import { Authenticator, type Credentials, CurrentEdge, type EdgeContext } from './edge.js';
import { forbidden, unauthenticated } from './errors.js';
import { GraphqlEdgeModule } from './graphql-edge.module.js';
import type { GraphqlSettings } from './graphql.settings.js';
import { MutationInput } from './mutation-input.js';
import { OpenSockets } from './open-sockets.js';
import { Mutation, operationGuard, Query, Subscription } from './operations.js';

const anyone = operationGuard();
/** Lets `Bearer slow` through when it is told to. */
const slow: { isAsked: boolean; answer: () => void } = { isAsked: false, answer: () => undefined };
const clock = new ManualClock();

class TestAuthenticator extends Authenticator {
  override async authenticate({ authorization }: Credentials): Promise<ActorRef & { expiresAt?: Date }> {
    await Promise.resolve();
    switch (authorization) {
      case undefined:
        return { kind: 'ANONYMOUS', id: 'anonymous' };
      case 'Bearer good':
        return { kind: 'AGENT', id: 'a-1' };
      case 'Bearer short':
        return { kind: 'AGENT', id: 'a-2', expiresAt: new Date(clock.now().getTime() + 100) };
      case 'Bearer long':
        return { kind: 'AGENT', id: 'a-3', expiresAt: new Date(clock.now().getTime() + 1e11) };
      case 'Bearer slow':
        await new Promise<void>((resolve) => Object.assign(slow, { isAsked: true, answer: resolve }));
        return { kind: 'AGENT', id: 'a-4' };
      case 'Bearer crash':
        throw new Error('postgres://user:secret@10.0.0.7 is down');
      default:
        throw unauthenticated('The token is not valid.');
    }
  }
}

@InputType({ description: 'A wave.' })
class WaveInput extends MutationInput {
  @Field(() => Int, { description: 'How high.' })
  height: number;
}
@ObjectType({ description: 'Waved.' })
class WaveSuccess {
  @Field(() => Int, { description: 'How high.' })
  height: number;
}
const WaveResult = resultUnion('Wave', WaveSuccess);

const openStreams = new Set<object>();
async function* ticks(count: number): AsyncGenerator<{ ticks: number }> {
  const stream = {};
  openStreams.add(stream);
  try {
    for (let n = 1; n <= count; n += 1) yield { ticks: n };
    if (count === 0) for (;;) yield await delay(5, { ticks: 0 });
    if (count < 0) throw count === -1 ? new Refusal('ResyncRequired', 'Too old.') : new Error('/srv/x.ts is broken');
  } finally {
    openStreams.delete(stream);
  }
}

@Resolver()
class TestResolver {
  @Query(anyone, () => String, { description: 'Who asks.' })
  me(@CurrentEdge() { actor, transport }: EdgeContext): string {
    return `${actor.kind} ${actor.id} ${transport}`;
  }

  @Query(anyone, () => Int, { nullable: true, description: 'Fails.' })
  fail(@Args('how', { type: () => String, description: 'How.' }) how: string): number {
    if (how === 'forbidden') throw forbidden();
    if (how === 'refusal') throw new Refusal('Nope', 'Not now.', { field: 'how' });
    throw new Error('select secret from /srv/x.ts');
  }

  @Query(anyone, () => Int, { description: 'Adds one.' })
  next(@Args('n', { type: () => Int, description: 'A number.' }) n: number): number {
    return n + 1;
  }

  @Mutation(anyone, () => WaveResult, { description: 'Waves.' })
  wave(@Args('input') input: WaveInput) {
    const work =
      input.height > 2
        ? Promise.reject(new Refusal('InvalidInput', 'Too high.', { field: 'height' }))
        : Promise.resolve(input.height);
    return answer(WaveResult, work, (height) => ({ height }));
  }

  @Subscription(anyone, () => Int, { description: 'Counts.' })
  ticks(@Args('count', { type: () => Int, description: 'How far.' }) count: number) {
    return ticks(count);
  }
}

let database: TestDatabase;
interface Edge {
  app: NestExpressApplication;
  http: string;
  ws: string;
}
async function startEdge(graphql: Partial<GraphqlSettings>): Promise<Edge> {
  const auth = {
    module: class TestAuth {},
    global: true,
    providers: [{ provide: Authenticator, useClass: TestAuthenticator }],
    exports: [Authenticator],
  };
  const options = { clock, graphql, imports: [auth, GraphqlEdgeModule], providers: [TestResolver] };
  const module = await foundationModule(database.url, options).compile();
  const app = module.createNestApplication<NestExpressApplication>({ logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return { app, http: `http://127.0.0.1:${port}/graphql`, ws: `ws://127.0.0.1:${port}/graphql` };
}

let open: Edge;
let closed: Edge;
beforeAll(async () => {
  database = await createTestDatabase(foundationTables);
  open = await startEdge({ maxSubscriptions: 3, maxFrameKilobytes: 64, maxDepth: 4 });
  closed = await startEdge({ introspection: false, allowedOrigins: ['https://ours.example'] });
});
afterAll(async () => {
  await Promise.all([open.app.close(), closed.app.close()]);
  await database.drop();
});

interface Result {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
}
interface Request {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

async function overHttp(request: Request, token?: string, edge = open): Promise<Result & { status: number }> {
  const response = await fetch(edge.http, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(request),
  });
  return { status: response.status, ...((await response.json()) as Result) };
}

/** A bare socket that speaks the protocol, with everything that it was told. */
function socket(url: string, options: { origin?: string; protocol?: string } = {}) {
  const { protocol = 'graphql-transport-ws', ...rest } = options;
  const client = new WebSocket(url, protocol, rest);
  const messages: { id?: string; type: string; payload?: unknown }[] = [];
  client.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as { type: string }));
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    client.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  const refused = new Promise<number | undefined>((resolve) => {
    client.on('unexpected-response', (_, response) => resolve(response.statusCode));
  });
  client.on('error', () => undefined);
  const opened = new Promise<void>((resolve) => client.once('open', resolve));
  const send = (message: object | string) =>
    client.send(typeof message === 'string' ? message : JSON.stringify(message));
  const connect = async (token?: string) => {
    await opened;
    send({ type: 'connection_init', ...(token && { payload: { authorization: `Bearer ${token}` } }) });
    await until(() => messages.length > 0 || client.readyState === WebSocket.CLOSED);
  };
  const subscribe = (id: string, request: Request) => send({ id, type: 'subscribe', payload: request });
  const messagesOf = (id: string) => messages.filter((message) => message.id === id);
  return { client, messages, messagesOf, ended, refused, opened, send, connect, subscribe };
}

/** The whole answer to one operation over a socket, in the shape of an answer over HTTP. */
async function overSocket(request: Request, token?: string, edge = open): Promise<Result> {
  const { client, connect, subscribe, messagesOf } = socket(edge.ws);
  await connect(token);
  subscribe('1', request);
  await until(() => messagesOf('1').length > 0);
  client.terminate();
  const [message] = messagesOf('1');
  return message?.type === 'error' ? { errors: message.payload as Result['errors'] } : (message?.payload as Result);
}

describe.each([
  ['HTTP', overHttp],
  ['WebSocket', overSocket],
])('over %s', (transport, ask) => {
  const codeOf = async (request: Request, token?: string, edge?: Edge) => {
    const { errors } = await ask(request, token, edge);
    return errors?.[0]?.extensions['code'];
  };

  it('answers a query and a mutation, as whoever the token says', async () => {
    const id = transport === 'HTTP' ? 'HTTP' : 'WEBSOCKET';
    expect((await ask({ query: '{me}' }, 'good')).data).toEqual({ me: `AGENT a-1 ${id}` });
    expect((await ask({ query: '{me}' })).data).toEqual({ me: `ANONYMOUS anonymous ${id}` });
    const query =
      'mutation($h: Int!){wave(input:{clientKey:"k",height:$h}){... on WaveSuccess{height} ... on InvalidInput{reason field}}}';
    expect((await ask({ query, variables: { h: 1 } })).data).toEqual({ wave: { height: 1 } });
    expect((await ask({ query, variables: { h: 3 } })).data).toEqual({
      wave: { reason: 'Too high.', field: 'height' },
    });
  });

  it('gives each kind of error its code, and data where there is some', async () => {
    expect(await codeOf({ query: '{' })).toBe('GRAPHQL_PARSE_FAILED');
    expect(await codeOf({ query: '{nothing}' })).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await codeOf({ query: 'query a{me} query b{me}' })).toBe('OPERATION_RESOLUTION_FAILURE');
    expect(await codeOf({ query: '{me}', operationName: 'other' })).toBe('OPERATION_RESOLUTION_FAILURE');
    expect(await codeOf({ query: 'query($n: Int!){next(n: $n)}', variables: { n: 'x' } })).toBe('BAD_USER_INPUT');
    expect(await codeOf({ query: '{fail(how:"forbidden")}' })).toBe('FORBIDDEN');
    expect(await codeOf({ query: '{fail(how:"refusal")}' })).toBe('BAD_USER_INPUT');
    const { data, errors } = await ask({ query: '{me fail(how:"refusal")}' });
    expect(data).toMatchObject({ fail: null, me: expect.any(String) });
    expect(errors).toMatchObject([
      { message: 'Not now.', path: ['fail'], extensions: { refusal: 'Nope', field: 'how' } },
    ]);
  });

  it('shows nothing of an error of ours but an id', async () => {
    const { errors } = await ask({ query: '{fail(how:"internal")}' });
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side. The request id finds it in the log.',
        path: ['fail'],
        locations: [{ line: 1, column: 2 }],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
      },
    ]);
  });

  it.each([
    [
      'depth through fragments',
      '{...__x} fragment __x on Query{__schema{types{fields{type{name}}}} ...y} fragment y on Query{me}',
      undefined,
    ],
    ['aliases', `{${Array.from({ length: 31 }, (_, i) => `a${i}:me`).join(' ')}}`, 'GRAPHQL_VALIDATION_FAILED'],
    ['root fields in fragments', `{...f} fragment f on Query{${'me '.repeat(21)}}`, 'GRAPHQL_VALIDATION_FAILED'],
    ['circular fragments', '{...f} fragment f on Query{...g} fragment g on Query{...f}', 'GRAPHQL_VALIDATION_FAILED'],
    ['tokens', `{${'me '.repeat(2500)}}`, 'GRAPHQL_PARSE_FAILED'],
    ['duplicated directives', `{me ${'@skip(if:false)'.repeat(20)}}`, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown prototype', '{__proto__ constructor}', 'GRAPHQL_VALIDATION_FAILED'],
  ])('bounds %s', async (_, query, code) => {
    expect(await codeOf({ query })).toBe(code);
  });

  it('tells the schema only where that is switched on', async () => {
    expect((await ask({ query: '{__schema{queryType{name}}}' })).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
    expect(await codeOf({ query: '{__schema{queryType{name}}}' }, undefined, closed)).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await codeOf({ query: '{__type(name:"Query"){name}}' }, undefined, closed)).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect((await ask({ query: '{mee}' })).errors?.[0]?.message).toMatch(/Did you mean "me"/);
    expect((await ask({ query: '{mee}' }, undefined, closed)).errors?.[0]?.message).toBe(
      'Cannot query field "mee" on type "Query".',
    );
    expect((await ask({ query: '{__typename}' }, undefined, closed)).data).toEqual({ __typename: 'Query' });
  });
});

describe('the HTTP endpoint', () => {
  it('answers a bad token with 401 and a broken authenticator with an id only', async () => {
    expect(await overHttp({ query: '{me}' }, 'bad')).toMatchObject({
      status: 401,
      errors: [
        { message: expect.stringContaining('The token is not valid.'), extensions: { code: 'UNAUTHENTICATED' } },
      ],
    });
    const crashed = await overHttp({ query: '{me}' }, 'crash');
    expect(crashed.status).toBe(500);
    expect(JSON.stringify(crashed)).not.toMatch(/secret|10\.0\.0\.7/);
    expect(crashed.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  });

  it('takes no batches, no mutations by GET, no forms and no subscriptions', async () => {
    const post = (body: string, type: string) =>
      fetch(open.http, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await post('[{"query":"{me}"}]', 'application/json')).status).toBe(400);
    expect((await post('query=%7Bme%7D', 'application/x-www-form-urlencoded')).status).toBe(400);
    expect((await post('{"query":"{me}"}', 'text/plain')).status).toBe(400);
    const mutation = encodeURIComponent('mutation{wave(input:{clientKey:"k",height:1}){__typename}}');
    const headers = { 'apollo-require-preflight': '1' };
    expect((await fetch(`${open.http}?query=${mutation}`, { headers })).status).toBe(405);
    const { errors } = await overHttp({ query: 'subscription{ticks(count:1)}' });
    expect(errors?.[0]?.extensions['code']).toBe('BAD_REQUEST');
  });
});

describe('the WebSocket endpoint', () => {
  it('streams a subscription to its end', async () => {
    const client = createClient({ url: open.ws, webSocketImpl: WebSocket, retryAttempts: 0 });
    const seen: unknown[] = [];
    for await (const { data } of client.iterate({ query: 'subscription{ticks(count:3)}' })) seen.push(data?.['ticks']);
    expect(seen).toEqual([1, 2, 3]);
    await client.dispose();
  });

  it.each([
    [-1, { code: 'RESYNC_REQUIRED', refusal: 'ResyncRequired' }],
    [-2, { code: 'INTERNAL_SERVER_ERROR' }],
  ])('ends a subscription whose source fails (%d) with one error, and keeps the socket', async (count, extensions) => {
    const { connect, subscribe, messagesOf, client } = socket(open.ws);
    await connect();
    subscribe('s', { query: 'subscription($n: Int!){ticks(count:$n)}', variables: { n: count } });
    await until(() => messagesOf('s').length > 0);
    expect(messagesOf('s')).toMatchObject([{ type: 'error', payload: [{ extensions }] }]);
    expect(JSON.stringify(messagesOf('s'))).not.toContain('/srv');
    subscribe('q', { query: '{me}' });
    await until(() => messagesOf('q').length > 0);
    expect(messagesOf('q')[0]).toMatchObject({ type: 'next' });
    client.terminate();
  });

  it.each([
    ['bad', 4403, 'Forbidden'],
    // A client shall come back with what it has, by itself: 4403 would tell it to get another token.
    ['crash', 1013, 'Try again later.'],
  ])('closes a connection whose token (%s) does not let it in with %d', async (token, code, reason) => {
    const { connect, ended, messages } = socket(open.ws);
    await connect(token);
    expect(await ended).toEqual({ code, reason });
    expect(messages).toEqual([]);
  });

  it('closes the socket with 4403 when its token expires, and ends its streams', async () => {
    const { connect, ended, subscribe, messagesOf } = socket(open.ws);
    await connect('short');
    subscribe('s', { query: 'subscription{ticks(count:0)}' });
    await until(() => messagesOf('s').length > 0);
    expect(openStreams.size).toBe(1);
    expect(await ended).toEqual({ code: 4403, reason: 'The access token expired.' });
    await until(() => openStreams.size === 0);
  });

  it('keeps a socket open whose token outlives any timer', async () => {
    const { connect, subscribe, messagesOf, client } = socket(open.ws);
    await connect('long');
    subscribe('q', { query: '{me}' });
    await until(() => messagesOf('q').length > 0);
    expect(client.readyState).toBe(WebSocket.OPEN);
    client.terminate();
  });

  it('closes the sockets of somebody whose rights ended', async () => {
    const theirs = socket(open.ws);
    const others = socket(open.ws);
    await theirs.connect('good');
    await others.connect();
    expect(open.app.get(OpenSockets).closeOf({ kind: 'AGENT', id: 'a-1' }, 'Rights ended.')).toBe(1);
    expect((await theirs.ended).code).toBe(4403);
    expect(others.client.readyState).toBe(WebSocket.OPEN);
    others.client.terminate();
    await until(() => open.app.get(OpenSockets).count === 0);
  });

  it('remembers no socket that is gone before it is known whose it is', async () => {
    const { client, opened, send, ended } = socket(open.ws);
    await opened;
    send({ type: 'connection_init', payload: { authorization: 'Bearer slow' } });
    await until(() => slow.isAsked);
    client.terminate();
    await ended;
    const late = socket(open.ws);
    // What comes after it on the same server has been seen to be closed; so has it.
    await late.connect();
    late.client.terminate();
    await until(() => open.app.get(OpenSockets).count === 0);
    slow.answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(open.app.get(OpenSockets).count).toBe(0);
  });

  it('answers pages of other origins with 403, and other paths with 404', async () => {
    expect(await socket(closed.ws, { origin: 'https://evil.example' }).refused).toBe(403);
    expect(await socket(closed.ws, { origin: 'null' }).refused).toBe(403);
    expect(await socket(closed.ws.replace('/graphql', '/other')).refused).toBe(404);
    for (const options of [{ origin: 'https://ours.example' }, {}]) {
      const { opened, client } = socket(closed.ws, options);
      await opened;
      client.terminate();
    }
  });

  it('survives an upgrade of a path that is no path', async () => {
    const { refused } = socket(`${open.ws.replace('/graphql', '')}//`);
    expect(await refused).toBe(404);
  });

  it('closes a socket that sends more than 64 KB at once', async () => {
    const { connect, send, ended } = socket(open.ws);
    await connect();
    send({ id: '1', type: 'subscribe', payload: { query: `{me} # ${'x'.repeat(64 * 1024)}` } });
    expect((await ended).code).toBe(1009);
  });

  it('closes a socket that does not introduce itself within 3 seconds', async () => {
    const { opened, ended } = socket(open.ws);
    await opened;
    const before = performance.now();
    expect((await ended).code).toBe(4408);
    expect(performance.now() - before).toBeLessThan(5000);
  }, 10_000);

  it.each([
    ['no JSON', 'hello', 4400],
    ['an unknown message', '{"type":"hack"}', 4400],
    ['an operation before the greeting', '{"id":"1","type":"subscribe","payload":{"query":"{me}"}}', 4401],
    ['an operation that is no document', '{"id":"1","type":"subscribe","payload":{"query":{}}}', 4400],
  ])('closes a socket that sends %s', async (_, text, code) => {
    const { opened, send, ended } = socket(open.ws);
    await opened;
    send(text);
    expect((await ended).code).toBe(code);
  });

  it('closes a socket of another protocol', async () => {
    const { ended } = socket(open.ws, { protocol: 'graphql-ws' });
    expect([1002, 1006, 4406]).toContain((await ended).code);
  });

  it('refuses more subscriptions than allowed, and counts those that ended no more', async () => {
    const { connect, subscribe, send, messagesOf, client } = socket(open.ws);
    await connect();
    for (const id of ['1', '2', '3', '4']) subscribe(id, { query: 'subscription{ticks(count:0)}' });
    await until(() => messagesOf('4').length > 0 && messagesOf('3').length > 0);
    expect(messagesOf('4')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] }]);
    expect(messagesOf('3')[0]).toMatchObject({ type: 'next' });
    send({ id: '1', type: 'complete' });
    await until(() => openStreams.size === 2);
    subscribe('5', { query: 'subscription{ticks(count:0)}' });
    await until(() => messagesOf('5').length > 0);
    expect(messagesOf('5')[0]).toMatchObject({ type: 'next' });
    client.terminate();
    await until(() => openStreams.size === 0);
  });

  it('tells its sockets that the server stops', async () => {
    const edge = await startEdge({});
    const { connect, ended } = socket(edge.ws);
    await connect();
    await edge.app.close();
    expect(await ended).toEqual({ code: 1001, reason: 'The server is stopping.' });
  });
});
