import 'reflect-metadata';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import pg from 'pg';
import { CommandsModule, type Transaction, UnitOfWork } from '@libs/commands';
import { ConfigModule } from '@libs/config';
import { Database, DatabaseModule, databaseSettings, migrateDatabase } from '@libs/database';
import { Clock, Ids, ManualClock, SystemIds } from '@libs/domain';
import { graphqlSettings, type GraphqlSettings, socketSettings, type SocketSettings } from '@libs/graphql';
import { liveSettings, type LiveSettings } from '@libs/live';
import { ObservabilityModule, observabilitySettings } from '@libs/observability';
import { type FactHandlerClass, OutboxModule, outboxSettings } from '@libs/outbox';
import { RateLimitsModule, requestLimitSettings, type RequestLimitSettings } from '@libs/rate-limits';
import { type TimerTaskClass, TimersModule } from '@libs/timers';
import { Foundation } from '@src/migrations/0001-foundation.js';
import { RequestCounts } from '@src/migrations/0005-request-counts.js';
import { QueueJobs } from '@src/migrations/0006-queue-jobs.js';
import { createTestDatabase } from './database.js';
import { Jar, jarTable, newJar } from './jar.js';
import type { Template } from './template.js';

/** The tables of the libraries and the table of {@link Jar}; no table of the business. */
export const foundationTables: Template = {
  name: 'foundation',
  migrate: async (url) => {
    await migrateDatabase(url, [
      { name: '0001-foundation', class: Foundation },
      { name: '0005-request-counts', class: RequestCounts },
      { name: '0006-queue-jobs', class: QueueJobs },
    ]);
    await withConnection(url, (client) => client.query(jarTable));
  },
};

/** What a test adds to the libraries. */
export interface FoundationOptions {
  readonly handlers?: readonly FactHandlerClass[];
  readonly timerTasks?: readonly TimerTaskClass[];
  readonly imports?: readonly (Type | DynamicModule)[];
  readonly providers?: readonly Provider[];
  readonly clock?: Clock;
  readonly maxAttempts?: number;
  readonly poolSize?: number;
  readonly statementTimeoutMs?: number;
  readonly graphql?: Partial<GraphqlSettings>;
  readonly live?: Partial<LiveSettings>;
  readonly requestLimits?: Partial<RequestLimitSettings>;
  readonly sockets?: Partial<SocketSettings>;
  /** Database of an earlier foundation, to run a second process beside it. */
  readonly databaseUrl?: string;
}

/** The libraries that every process stands on, with the {@link Jar} as the only entity, on a real database. */
export interface RunningFoundation {
  readonly module: TestingModule;
  readonly url: string;
  readonly database: Database;
  readonly unit: UnitOfWork;
  /** Runs a change as nobody in particular. */
  change<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Makes a jar; returns its id. */
  jar(changes?: Partial<Jar>): Promise<string>;
  close(): Promise<void>;
}

const nothing = (): void => undefined;
const quiet = { log: nothing, warn: nothing, error: nothing, debug: nothing, verbose: nothing };

/** The testing module of {@link startFoundation}, for tests that need it as a Nest application. */
export function foundationModule(url: string, options: FoundationOptions = {}): TestingModuleBuilder {
  const clock = options.clock ?? new ManualClock();
  const ids = new SystemIds();
  const groups = [
    observabilitySettings,
    databaseSettings,
    outboxSettings,
    liveSettings,
    graphqlSettings,
    requestLimitSettings,
    socketSettings,
  ] as const;
  const globals: DynamicModule = {
    module: class TestGlobals {},
    global: true,
    providers: [
      { provide: Clock, useValue: clock },
      { provide: Ids, useValue: ids },
    ],
    exports: [Clock, Ids],
  };
  return Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(groups, {
        database: {
          url,
          poolSize: options.poolSize ?? 8,
          ...(options.statementTimeoutMs !== undefined && { statementTimeoutMs: options.statementTimeoutMs }),
        },
        observability: { logLevel: 'silent' },
        ...(options.maxAttempts !== undefined && { outbox: { maxAttempts: options.maxAttempts } }),
        ...(options.graphql && { graphql: options.graphql }),
        ...(options.live && { live: options.live }),
        ...(options.requestLimits && { requestLimits: options.requestLimits }),
        ...(options.sockets && { sockets: options.sockets }),
      }),
      globals,
      ObservabilityModule.forRoot({ ids }),
      DatabaseModule.forRoot([Jar]),
      RateLimitsModule,
      OutboxModule.forRoot(options.handlers ?? []),
      { module: CommandsModule },
      TimersModule.forRoot(options.timerTasks ?? []),
      ...(options.imports ?? []),
    ],
    providers: [...(options.handlers ?? []), ...(options.timerTasks ?? []), ...(options.providers ?? [])],
  }).setLogger(quiet);
}

/** Starts the libraries in this process, on a fresh database or beside an earlier one. */
export async function startFoundation(options: FoundationOptions = {}): Promise<RunningFoundation> {
  const fresh = options.databaseUrl === undefined ? await createTestDatabase(foundationTables) : undefined;
  const url = options.databaseUrl ?? fresh?.url ?? '';
  const module = await foundationModule(url, options).compile();
  await module.init();
  const unit = module.get(UnitOfWork);
  const change = <T>(work: (tx: Transaction) => Promise<T>) => unit.runAs({ kind: 'SYSTEM', id: 'test' }, work);
  return {
    module,
    url,
    database: module.get(Database),
    unit,
    change,
    jar: (changes = {}) => change((tx) => Promise.resolve(newJar(tx, module.get(Ids).next(), changes).id)),
    async close() {
      await module.close();
      await fresh?.drop();
    },
  };
}

/** Runs `work` on a connection of its own, which is ended afterwards. */
export async function withConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Waits until `condition` holds, asking every few milliseconds. @throws Error after `withinMs` */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Not so within ${withinMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
