import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { isReady } from '@test/harness/programs.js';
import { flawless, type Stage } from './stage.js';
import type { Verdict } from './verdict.js';

const APART_MS = 2_000;
const LOOK_MS = 200;

/** The servers that are ready, looked at as a load balancer does; the same array, kept up to date until `stop`. */
function balanced(urls: readonly string[]): { serving: string[]; stop(): void } {
  const serving = [...urls];
  const timer = setInterval(() => {
    void Promise.all(urls.map(isReady)).then((ready) => {
      const now = urls.filter((_, n) => ready[n]);
      if (now.length > 0) serving.splice(0, serving.length, ...now);
    });
  }, LOOK_MS);
  return { serving, stop: () => clearInterval(timer) };
}

/**
 * K7: two api processes are stopped with SIGTERM and started again, one after the other, while people write and read. A load balancer that looks at
 * `/health/ready` sends requests; of what goes wrong clients may notice refused connections and nothing else. `mayBeReset` forgives on a busy machine
 * that the balancer is late: the kernel then resets connections that nobody has accepted yet.
 */
export async function rollingRestart(
  stage: Stage,
  { perSecond, mayBeReset = false }: { perSecond: number; mayBeReset?: boolean },
): Promise<Verdict> {
  const { receivers, publisher, urls, running } = stage;
  const plans = stage.plans(6, 'rolling');
  await receivers.tell('open', { plans, overMs: plans.length * 5 });
  await receivers.tell('report', { last: {}, withinMs: 0 });
  const { serving, stop } = balanced(urls);
  let isOver = false;
  const writing = (async () => {
    while (!isOver) await publisher.write({ perSecond, seconds: 1, urls: serving });
  })();
  let longest = 0;
  const codes: (number | null)[] = [];
  const told: number[] = [];
  for (const program of running.apis) {
    await delay(APART_MS);
    const watcher = new WebSocket(`${program.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(watcher, 'open');
    watcher.send('{"type":"connection_init"}');
    await once(watcher, 'message');
    const closed = once(watcher, 'close');
    const started = performance.now();
    codes.push(await program.stop('SIGTERM'));
    longest = Math.max(longest, (performance.now() - started) / 1000);
    told.push(((await closed) as [number])[0]);
    await running.add('api', { port: program.port });
  }
  await delay(APART_MS);
  isOver = true;
  await writing;
  stop();
  const report = await receivers.tell('report', { last: publisher.last, withinMs: 15_000 });
  await receivers.tell('leave', undefined);
  const { ECONNREFUSED: refused = 0, ECONNRESET: reset = 0, ...others } = publisher.failures;
  const unexpected = Object.values(others).reduce((sum, count) => sum + count, 0);
  const closes = Object.entries(report.closed).filter(([code]) => !['1001', '1006'].includes(code));
  return {
    row: 'K7',
    title: `two api processes restarted in turn under ${perSecond} messages/s`,
    figures: [
      { what: 'SIGTERM to exit, longest', value: longest, unit: 's', atMost: 10 },
      { what: 'acknowledged', value: publisher.acknowledged.length, unit: '' },
      { what: 'refused connections (asked again elsewhere)', value: refused, unit: '' },
      {
        what: 'connections reset (asked again elsewhere)',
        value: reset,
        unit: '',
        ...(!mayBeReset && { atMost: 0 }),
      },
      {
        what: `other failed requests ${Object.keys(others).join(', ')}`.trim(),
        value: unexpected,
        unit: '',
        atMost: 0,
      },
      { what: 'sockets closed with 1001', value: report.closed['1001'] ?? 0, unit: '' },
      {
        what: 'sockets not told',
        value: told.filter((code) => code !== 1001).length + closes.length,
        unit: '',
        atMost: 0,
      },
      {
        what: 'exit codes that are failures',
        value: codes.filter((code) => code !== null && code !== 0).length,
        unit: '',
        atMost: 0,
      },
      ...flawless(report),
    ],
  };
}
