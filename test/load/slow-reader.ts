import { setTimeout as delay } from 'node:timers/promises';
import { addressOfClient } from '@test/harness/api-client.js';
import { MemoryWatch } from './memory.js';
import { flawless, type Stage } from './stage.js';
import type { Verdict } from './verdict.js';

const SLOW = 'slow';
const MESSAGE_SIZE = 7_500;

/**
 * L3: one socket with several subscriptions to everything stops reading while much is written. It must cost little, be closed, and find
 * its place again; whoever else is connected must not notice.
 */
export async function slowReader(
  stage: Stage,
  {
    perSecond,
    copies,
    megabytes = 100,
    seconds = 30,
  }: { perSecond: number; copies: number; megabytes?: number; seconds?: number },
): Promise<Verdict> {
  const { receivers, publisher, urls } = stage;
  const api = stage.running.apis[0];
  const others = stage.plans(20, 'live').map(({ id }) => id);
  const writing = { perSecond, size: MESSAGE_SIZE, urls };
  const plan = { id: SLOW, urls, token: stage.supervisorToken(0), address: addressOfClient(65_000), copies };
  await receivers.tell('open', { plans: [plan], overMs: 0 });
  // As much as later, with a reader who reads: what that costs is not the slow reader's.
  await publisher.write({ ...writing, seconds: Math.min(10, seconds / 3) });
  await receivers.tell('report', { last: publisher.last, withinMs: 10_000 });
  const memory = new MemoryWatch(api?.pid ?? 0);
  await delay(1_000);
  const before = memory.most();
  const sockets = await openSockets(api?.url ?? '');
  await receivers.tell('pause', { ids: [SLOW] });
  const started = performance.now();
  let closedAfter = Infinity;
  const watching = (async () => {
    while (performance.now() - started < (seconds + 10) * 1000 && closedAfter === Infinity) {
      if ((await openSockets(api?.url ?? '')) < sockets) closedAfter = (performance.now() - started) / 1000;
      else await delay(200);
    }
  })();
  await publisher.write({ ...writing, seconds });
  await watching;
  const cost = memory.most() - before;
  memory.stop();
  const unharmed = await receivers.tell('report', { ids: others, last: publisher.last, withinMs: 15_000 });
  await receivers.tell('resume', { ids: [SLOW] });
  const resumed = await receivers.tell('report', { ids: [SLOW], last: publisher.last, withinMs: 30_000 });
  await receivers.tell('cut', { ids: [SLOW] });
  return {
    row: 'L3',
    title: `a reader who reads nothing of ${copies} subscriptions to ${perSecond} messages/s of ${MESSAGE_SIZE} characters`,
    figures: [
      { what: 'memory that it cost the api process', value: Math.max(0, cost), unit: 'MB', atMost: megabytes },
      { what: 'until it was closed', value: closedAfter, unit: 's', atMost: 30 },
      ...flawless(resumed).map((figure) => ({ ...figure, what: `slow reader, resumed: ${figure.what}` })),
      { what: 'others: request to arrival, p99', value: unharmed.p99, unit: 'ms', atMost: 500 },
      ...flawless(unharmed).map((figure) => ({ ...figure, what: `others: ${figure.what}` })),
    ],
  };
}

/** How many sockets the process has open, by its metrics. */
async function openSockets(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^parley_open_sockets (\d+)/m.exec(text)?.[1] ?? Number.NaN);
}
