import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { flawless, type Stage } from './stage.js';
import type { Verdict } from './verdict.js';

const APART_MS = 2_000;

/**
 * K7: two api processes are stopped with SIGTERM and started again, one after the other, while people write and read. Clients know both;
 * of what goes wrong they may notice refused connections and nothing else.
 */
export async function rollingRestart(stage: Stage, { perSecond }: { perSecond: number }): Promise<Verdict> {
  const { receivers, publisher, urls, running } = stage;
  const plans = stage.plans(6, 'rolling');
  await receivers.tell('open', { plans, overMs: plans.length * 5 });
  await receivers.tell('report', { last: {}, withinMs: 0 });
  let isOver = false;
  const writing = (async () => {
    while (!isOver) await publisher.write({ perSecond, seconds: 1, urls });
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
  const report = await receivers.tell('report', { last: publisher.last, withinMs: 15_000 });
  await receivers.tell('cut', {});
  const { ECONNREFUSED: refused = 0, ...others } = publisher.failures;
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
