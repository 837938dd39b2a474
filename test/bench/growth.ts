import { startOwnPostgres } from '@test/harness/own-postgres.js';
import { contest, type Outcome, type Pace } from './contest.js';
import { chat, inbox, send } from './scenarios.js';
import { seed } from './seed.js';
import { AGENTS, type Server, startOurs, stopServers } from './servers.js';

/** Conversations at the start. */
export const GROWS_FROM = 20_000;

/**
 * Measures our server alone on two databases in turns, a small one and a large one, with few messages per chat so that the large one fits;
 * half a percent of the chats are as long as elsewhere, and it is those that are read. The ratios are large ÷ small.
 */
export async function measureGrowth(growTo: number, pace: Pace, tell: (line: string) => void): Promise<Outcome[]> {
  const databases = [];
  const servers: Server[] = [];
  try {
    for (const chats of [growTo, GROWS_FROM]) {
      const postgres = await startOwnPostgres();
      databases.push(postgres);
      const started = performance.now();
      await seed(postgres.url, { chats, agents: AGENTS, messages: 'few' });
      tell(`${chats} conversations for growth, made in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
      servers.push(await startOurs(postgres, `${chats} chats`));
    }
    const outcomes: Outcome[] = [];
    for (const scenario of [inbox, chat, send]) outcomes.push(await contest(scenario, servers, pace));
    return outcomes;
  } finally {
    await stopServers(servers);
    for (const postgres of databases) await postgres.close();
  }
}
