import { WebSocket } from 'ws';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createClient, type Client } from 'graphql-ws';
import { ManualClock } from '@libs/domain';
import { JobRunner } from '@libs/outbox';
import { Timers } from '@libs/timers';
import { AllInOneModule } from '../../apps/all-in-one/all-in-one.module.js';
import { createApi } from '../../apps/api/create-api.js';
import type { ProcessOptions } from '../../apps/composition.js';
import { createTestDatabase } from './database.js';
import { refuseOtherLeaves } from './strict-leaves.js';

/** The answer to one GraphQL request. */
export interface Answer<T = Record<string, never>> {
  status: number;
  data: T | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  /** What the request cost. */
  extensions?: Record<string, unknown>;
}

/** A running server on a database of its own. */
export interface TestApp {
  app: NestExpressApplication;
  url: string;
  databaseUrl: string;
  clock: ManualClock;
  /** One request over HTTP, with an access token or without. */
  graphql<T = any>(document: string, variables?: Record<string, unknown>, token?: string): Promise<Answer<T>>;
  /** A graphql-ws client, with an access token or without. */
  socket(token?: string): Client;
  /** Moves the clock and fires what is due by then. */
  advance(ms: number): Promise<void>;
  /** Stops the server and keeps its database. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Starts api and worker in this process, as `npm start` does, on a fresh database and a free port. */
export async function startTestApp(options: ProcessOptions & { worker?: boolean } = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const clock = (options.clock as ManualClock | undefined) ?? new ManualClock();
  const overrides = {
    ...options.overrides,
    database: { url: database.url, poolSize: 8, ...options.overrides?.database },
    observability: { logLevel: 'fatal' as const, ...options.overrides?.observability },
  };
  const app = await createApi(AllInOneModule.forRoot({ ...options, clock, overrides }));
  await app.listen(0, '127.0.0.1');
  refuseOtherLeaves(app.get(GraphQLSchemaHost).schema);
  if (options.worker !== false) await app.get(JobRunner).start();
  const { port } = app.getHttpServer().address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const clients: Client[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopped ??= Promise.all(clients.map(async (client) => client.dispose())).then(() => app.close()));
  return {
    app,
    url,
    databaseUrl: database.url,
    clock,
    async graphql<T>(document: string, variables: Record<string, unknown> = {}, token?: string) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query: document, variables }),
      });
      return { status: response.status, ...((await response.json()) as Omit<Answer<T>, 'status'>) };
    },
    socket(token) {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        ...(token && { connectionParams: { authorization: `Bearer ${token}` } }),
      });
      clients.push(client);
      return client;
    },
    async advance(ms) {
      clock.advance(ms);
      await app.get(Timers).fireDue();
    },
    stop,
    async close() {
      await stop();
      await database.drop();
    },
  };
}
