import { setTimeout as delay } from 'node:timers/promises';
import { Args, Field, InputType, Int, ObjectType, Resolver } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { WebSocket } from 'ws';
import { type ActorRef, ManualClock, Refusal } from '@libs/domain';
import { createTestDatabase, type TestDatabase } from './database.js';
import { foundationModule, foundationTables, until } from './foundation.js';
import {
  answer,
  Authenticator,
  type Credentials,
  CurrentEdge,
  type EdgeContext,
  forbidden,
  GraphqlEdgeModule,
  type GraphqlSettings,
  Mutation,
  MutationInput,
  operationGuard,
  Query,
  resultUnion,
  Subscription,
  unauthenticated,
} from '@libs/graphql';

const anyone = operationGuard();
/** Lets `Bearer slow` through when it is told to. */
export const slow: { isAsked: boolean; answer: () => void } = { isAsked: false, answer: () => undefined };
/** The clock of both servers. */
export const clock = new ManualClock();

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

/** Streams of `ticks` that run now. */
export const openStreams = new Set<object>();
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
/** A server. */
export interface Edge {
  app: NestExpressApplication;
  http: string;
  ws: string;
}
/** A server with a schema of a few fields, which is not closed with the others. */
export async function startEdge(graphql: Partial<GraphqlSettings>): Promise<Edge> {
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

/** What {@link useEdges} has started: one that shows its schema, and one that does not and lets in pages of one origin alone. */
export const edges = {} as { open: Edge; closed: Edge };

/** Gives the stories of a file two servers. */
export function useEdges(): void {
  beforeAll(async () => {
    database = await createTestDatabase(foundationTables);
    edges.open = await startEdge({ maxSubscriptions: 3, maxFrameKilobytes: 64, maxDepth: 4 });
    edges.closed = await startEdge({ introspection: false, allowedOrigins: ['https://ours.example'] });
  });
  afterAll(async () => {
    await Promise.all([edges.open.app.close(), edges.closed.app.close()]);
    await database.drop();
  });
}

interface Result {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
}
/** What is asked. */
export interface Request {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/** One request over HTTP. */
export async function overHttp(
  request: Request,
  token?: string,
  edge = edges.open,
): Promise<Result & { status: number }> {
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
export function socket(url: string, options: { origin?: string; protocol?: string } = {}) {
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
export async function overSocket(request: Request, token?: string, edge = edges.open): Promise<Result> {
  const { client, connect, subscribe, messagesOf } = socket(edge.ws);
  await connect(token);
  subscribe('1', request);
  await until(() => messagesOf('1').length > 0);
  client.terminate();
  const [message] = messagesOf('1');
  return message?.type === 'error' ? { errors: message.payload as Result['errors'] } : (message?.payload as Result);
}
