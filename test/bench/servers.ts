import { ChatMessageSent } from '@src/events';
import { chatFactHandlers } from '@src/chat';
import { HandlerRoutes } from '@libs/outbox';
import { startProgram } from '@test/harness/programs.js';
import { withClient } from './people.js';
import { startProcess } from './processes.js';
import { type Contestant, contestants } from './scenarios.js';
import { SMART_TAGS } from './smart-tags.sql.js';

/** A server that takes part, in a process of its own. */
export interface Server {
  readonly name: Contestant;
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

/** Starts the servers on one database. */
export async function startServers(url: string): Promise<Server[]> {
  await withClient(url, (client) => client.query(SMART_TAGS));
  const servers: Server[] = [];
  try {
    for (const name of contestants) servers.push(await startServer(name, url));
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

async function startServer(name: Contestant, url: string): Promise<Server> {
  if (name === 'ours') {
    const program = await startProgram('api', settingsOf(url));
    return { name, url: program.url, pid: program.pid, stop: () => program.stop() };
  }
  const other = startProcess(name, { url, poolSize: POOL.others, handlers: handlersOfMessages() });
  try {
    const { port } = await other.next<{ port: number }>();
    return { name, url: `http://127.0.0.1:${port}`, pid: other.pid, stop: () => other.stop() };
  } catch (error) {
    await other.stop();
    throw error;
  }
}
