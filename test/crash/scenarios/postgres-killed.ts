import { setTimeout as delay } from 'node:timers/promises';
import type { OwnPostgres } from '../../harness/own-postgres.js';
import { startProgram } from '../../harness/programs.js';
import { Probe } from '../probe.js';
import { type Effort, Rehearsal, timed, untilReady } from '../rehearsal.js';
import { type Findings, findings, spread, tally } from '../report.js';
import { SERVER_ENV } from '../stage.js';

/** Longest time from PostgreSQL's first answer to a healthy server, in ms. */
const HEALTHY_WITHIN_MS = 5_000;

/** K4: PostgreSQL is killed with -9 under load and started again; the server is not. */
export async function postgresKilled(effort: Effort, postgres: OwnPostgres): Promise<Findings> {
  const server = await startProgram('all-in-one', { ...SERVER_ENV, DATABASE_URL: postgres.url });
  const probe = new Probe(server.url);
  let open: Rehearsal | undefined;
  try {
    const rehearsal = (open = await Rehearsal.begin(server.url, effort));
    const { random, ledger, readers } = rehearsal;
    const healthy: number[] = [];
    const writing: number[] = [];
    const delivering: number[] = [];
    let unready = 0;
    rehearsal.write();
    probe.start();
    for (let kill = 0; kill < effort.times; kill += 1) {
      await delay(random.between(500, 1_500));
      await postgres.kill();
      // Until readiness says so: a load balancer would take the server out.
      await timed('readiness is not 200', () => probe.lastReady !== 200, 10_000);
      if (probe.lastReady === 503) unready += 1;
      await delay(random.between(100, 2_000));
      await postgres.startAgain();
      const backAt = performance.now();
      await untilReady(server.url);
      healthy.push(performance.now() - backAt);
      await timed('a message is acknowledged', () =>
        ledger.entries.some(({ startedAt, state }) => startedAt > backAt && state === 'done'),
      );
      writing.push(performance.now() - backAt);
      await timed('a subscriber sees it', () =>
        readers.every((reader) => ledger.entries.some((e) => e.startedAt > backAt && reader.seenAt.has(e.clientKey))),
      );
      delivering.push(performance.now() - backAt);
    }
    await delay(500);
    await probe.stop();
    const wentOn = server.output();
    const verdict = await rehearsal.end();
    const slow = healthy.filter((ms) => ms > HEALTHY_WITHIN_MS).length;
    return findings(
      `K4: PostgreSQL killed with -9 and started again ${effort.times} times`,
      verdict,
      {
        'ready again (median / worst)': spread(healthy),
        'message acknowledged again': spread(writing),
        'all subscribers see it': spread(delivering),
        'readiness while away': `503 at ${unready} of ${effort.times}`,
        'liveness (all answers)': tally(probe.liveness),
        'longest wait of a client': `${Math.round(ledger.longestWaitMs)} ms`,
        'answers of the clients': tally(ledger.codes),
      },
      [
        ...(slow > 0 ? [`${slow} times not healthy within ${HEALTHY_WITHIN_MS} ms`] : []),
        ...(unready < effort.times ? ['readiness was not 503 while PostgreSQL was away'] : []),
        ...([...probe.liveness.keys()].some((code) => code !== '200') ? ['liveness was not 200 throughout'] : []),
        ...(ledger.codes.has('INTERNAL_SERVER_ERROR') ? ['clients were told of an internal error'] : []),
        ...(wentOn.includes('"level":"fatal"') ? ['the server logged a fatal error'] : []),
      ],
    );
  } finally {
    await open?.halt();
    await server.stop('SIGKILL');
  }
}
