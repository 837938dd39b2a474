import { setTimeout as delay } from 'node:timers/promises';
import { type Program, startProgram } from '../../harness/programs.js';
import { type Effort, Rehearsal } from '../rehearsal.js';
import { type Findings, findings, spread, tally } from '../report.js';
import { SERVER_ENV } from '../stage.js';

/**
 * K1 and K2: `kill -9` of the server under load; subscribers come back with their cursors.
 * @param env `DATABASE_URL` of an outside PostgreSQL, or `PARLEY_DATA` for the embedded one, which dies with the server
 */
export async function serverKilled(effort: Effort, env: Readonly<Record<string, string>>): Promise<Findings> {
  const startServer = (port?: number): Promise<Program> =>
    startProgram('all-in-one', { ...SERVER_ENV, ...env }, { ...(port && { port }) });
  let server = await startServer();
  let open: Rehearsal | undefined;
  try {
    const rehearsal = (open = await Rehearsal.begin(server.url, effort));
    const { random } = rehearsal;
    const up: number[] = [];
    const back: number[] = [];
    rehearsal.write();
    for (let kill = 0; kill < effort.times; kill += 1) {
      await delay(random.between(400, 1_600));
      const killedAt = performance.now();
      await server.stop('SIGKILL');
      server = await startServer(server.port);
      up.push(performance.now() - killedAt);
      const readyAt = performance.now();
      // The next kill comes when all subscribers are back: else it would only hit a server with nobody in it.
      while (!rehearsal.readers.every(({ caughtUpAt }) => (caughtUpAt.at(-1) ?? 0) > killedAt)) {
        if (performance.now() - readyAt > 30_000) throw new Error('A subscriber did not come back within 30 s.');
        await delay(10);
      }
      back.push(performance.now() - readyAt);
    }
    await delay(500);
    const verdict = await rehearsal.end();
    const { ledger } = rehearsal;
    const isEmbedded = env['DATABASE_URL'] === undefined;
    return findings(
      `K1, K2: kill -9 of the server ${effort.times} times${isEmbedded ? ', its embedded PostgreSQL dies with it' : ''}`,
      verdict,
      {
        'started again (median / worst)': spread(up),
        'last subscriber caught up after': spread(back),
        'answers of the clients': tally(ledger.codes),
        'retried with the same key': ledger.entries.filter(({ tries }) => tries > 1).length,
      },
    );
  } finally {
    await open?.halt();
    await server.stop('SIGKILL');
  }
}
