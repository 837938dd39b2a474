import { setTimeout as delay } from 'node:timers/promises';
import { startOwnPostgres } from '@test/harness/own-postgres.js';
import { startProgram } from '@test/harness/programs.js';

/** A server to attack. */
export interface Target {
  readonly url: string;
  /** Its process, when it runs on this machine and is ours. */
  readonly pid?: number;
  /** Its database, when it is ours. */
  readonly databaseUrl?: string;
  /** All that it has printed so far, when it is ours. */
  readonly log?: () => string;
  stop(): Promise<void>;
}

/**
 * Limits on how often something may be done, lifted so that the tables of attacks are not answered by them; floods go against a
 * server that has them all.
 */
const LIFTED = { PARLEY_VISITOR_SESSIONS_PER_ADDRESS_AND_HOUR: '100000', PARLEY_VISITOR_PAGES_PER_MINUTE: '10000' };

/** Starts the built server with the demo organisation on a PostgreSQL of its own. */
export async function startTarget(): Promise<Target & { withLimits(): Promise<Target> }> {
  const postgres = await startOwnPostgres();
  const start = async (more: Readonly<Record<string, string>>): Promise<Target> => {
    let log = '';
    const env = { DATABASE_URL: postgres.url, PARLEY_DEMO: 'true', PARLEY_LOG_LEVEL: 'info', ...more };
    const program = await startProgram('all-in-one', env, { onOutput: (text) => (log += text) });
    // It is ready before its people are there; it says so when all is.
    while (!log.includes('Parley is running')) await delay(20);
    return {
      url: program.url,
      pid: program.pid,
      databaseUrl: postgres.url,
      log: () => log,
      stop: async () => void (await program.stop()),
    };
  };
  const target = await start(LIFTED);
  return {
    ...target,
    // Limits on requests nearly as they are for people: the guesses come before the floods.
    withLimits: () =>
      start({
        PARLEY_REQUEST_LIMIT_SCALE: '2',
        PARLEY_GRAPHQL_INTROSPECTION: 'false',
        PARLEY_ALLOWED_ORIGINS: 'https://ours.example',
      }),
    async stop() {
      await target.stop();
      await postgres.close();
    },
  };
}

/** A server that runs already. */
export function targetAt(url: string): Target {
  return { url: url.replace(/\/+$/, ''), stop: () => Promise.resolve() };
}
