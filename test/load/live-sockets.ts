import { cpuSecondsOf } from '@test/harness/cpu.js';
import { MemoryWatch } from './memory.js';
import { flawless, type Stage } from './stage.js';
import type { Verdict } from './verdict.js';

/** Receivers of each message. */
export const RECEIVERS = 20;
const OPEN_PER_SECOND = 250;
const SETTLE_MS = 15_000;

/** L1: many live sockets, 20 of them on each chat, and messages at a steady rate. Leaves the sockets open. */
export async function liveSockets(
  stage: Stage,
  { perSecond, seconds, megabytes = 1024 }: { perSecond: number; seconds: number; megabytes?: number },
): Promise<Verdict> {
  const { receivers, publisher, urls } = stage;
  const pid = stage.running.apis[0]?.pid ?? 0;
  const memory = new MemoryWatch(pid);
  const plans = stage.plans(RECEIVERS, 'live');
  const opening = await receivers.tell('open', { plans, overMs: (plans.length * 1000) / OPEN_PER_SECOND });
  const idle = memory.most(memory.now - 1);
  const cpu = cpuSecondsOf(pid);
  await publisher.write({ perSecond, seconds, urls });
  const report = await receivers.tell('report', { last: publisher.last, withinMs: SETTLE_MS });
  memory.stop();
  return {
    row: 'L1',
    title: `${plans.length} live sockets, ${perSecond} messages/s × ${RECEIVERS} receivers for ${seconds} s`,
    figures: [
      { what: 'until all sockets were subscribed', value: opening, unit: 's' },
      { what: 'memory of the api process, sockets idle', value: idle, unit: 'MB' },
      { what: 'memory of the api process, most', value: memory.most(), unit: 'MB', atMost: megabytes },
      { what: 'CPU of the api process while writing', value: ((cpuSecondsOf(pid) - cpu) / seconds) * 100, unit: '%' },
      { what: 'request to arrival, p50', value: report.p50, unit: 'ms' },
      { what: 'request to arrival, p99', value: report.p99, unit: 'ms', atMost: 500 },
      { what: 'request to arrival, longest', value: report.max, unit: 'ms' },
      { what: 'arrived', value: report.received, unit: '' },
      ...flawless(report),
    ],
  };
}
