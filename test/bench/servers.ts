import { ChatMessageSent } from '@src/events';
import { chatFactHandlers } from '@src/chat';
import { HandlerRoutes } from '@libs/outbox';
import { startProgram } from '@test/harness/programs.js';
import type { OwnPostgres } from '@test/harness/own-postgres.js';
import { type Sample, takeSample, withClient } from './people.js';
import { startProcess } from './processes.js';
import { type Contestant, contestants } from './scenarios.js';
import { SMART_TAGS } from './smart-tags.sql.js';

/** Where the servers read and write: its address, and the process whose CPU counts. */
export type Store = Pick<OwnPostgres, 'url' | 'pid'>;

/** A server that takes part, in a process of its own. */
export interface Server {
  /** What it is called in the tables. */
  readonly label: string;
  /** Which requests it understands. */
  readonly name: Contestant;
  readonly postgres: Store;
  /** Who asks for what, with fresh tokens. */
  readonly sample: () => Promise<Sample>;
  readonly url: string;
  readonly pid: number;
  stop(): Promise<unknown>;
}

/** Connections to PostgreSQL for hand-written SQL: half of our own pool is for transactions of the ORM. */
const POOL = { ours: 16, others: 8 };

/** Settings of our server in all parts: limits, guards and authentication are on, callers come through one proxy. */
export const settingsOf = (url: string): Record<string, string> => ({
  DATABASE_URL: url,
  PARLEY_TRUSTED_PROXIES: '1',
  PARLEY_DATABASE_POOL_SIZE: String(POOL.ours),
  NODE_ENV: 'production',
});

/** Handlers that get a sent message: a delivery and a job for each. */
export const handlersOfMessages = (): readonly string[] =>
  new HandlerRoutes(chatFactHandlers).namesFor(ChatMessageSent.type);

/** Agents in the database, all of whom take part. */
export const AGENTS = 400;
const SAMPLED_CHATS = 2_000;

/** Starts the servers on one database. */
export async function startServers(postgres: Store): Promise<Server[]> {
  await withClient(postgres.url, (client) => client.query(SMART_TAGS));
  const servers: Server[] = [];
  try {
    for (const name of contestants)
      servers.push(name === 'ours' ? await startOurs(postgres) : await startOther(name, postgres));
    return servers;
  } catch (error) {
    await stopServers(servers);
    throw error;
  }
}

/** Ends servers. */
export async function stopServers(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}

/** Starts the built `api`. @param label what it is called in the tables */
export async function startOurs(postgres: Store, label = 'ours'): Promise<Server> {
  const program = await startProgram('api', settingsOf(postgres.url));
  const { url, pid } = program;
  return { label, name: 'ours', postgres, sample: sampleOf(postgres), url, pid, stop: () => program.stop() };
}

async function startOther(name: Contestant, postgres: Store): Promise<Server> {
  const handlers = handlersOfMessages();
  const other = startProcess(name, { url: postgres.url, poolSize: POOL.others, handlers });
  try {
    const { port } = await other.next<{ port: number }>();
    const url = `http://127.0.0.1:${port}`;
    return { label: name, name, postgres, sample: sampleOf(postgres), url, pid: other.pid, stop: () => other.stop() };
  } catch (error) {
    await other.stop();
    throw error;
  }
}

const sampleOf = (postgres: Store) => () => takeSample(postgres.url, { people: AGENTS, chats: SAMPLED_CHATS });
