import { setTimeout as delay } from 'node:timers/promises';
import { flawless, type Stage } from './stage.js';
import type { Verdict } from './verdict.js';

const AWAY_MS = 3_000;
const CAUGHT_UP_SECONDS = 15;

/**
 * L2: the sockets that `liveSockets` has opened lose their connection at once, and so many of them come back within a few seconds, each with
 * its cursor, while people go on writing.
 */
export async function massReconnect(
  stage: Stage,
  { sockets, overSeconds, perSecond }: { sockets: number; overSeconds: number; perSecond: number },
): Promise<Verdict> {
  const { receivers, publisher, urls } = stage;
  const ids = stage
    .plans(20, 'live')
    .map(({ id }) => id)
    .slice(0, sockets);
  await receivers.tell('report', { ids, last: {}, withinMs: 0 });
  await receivers.tell('cut', { ids });
  const writing = publisher.write({ perSecond, seconds: AWAY_MS / 1000 + overSeconds + 3, urls });
  await delay(AWAY_MS);
  const seconds = await receivers.tell('reconnect', { ids, overMs: overSeconds * 1000 });
  await writing;
  const report = await receivers.tell('report', { ids, last: publisher.last, withinMs: CAUGHT_UP_SECONDS * 1000 });
  return {
    row: 'L2',
    title: `${ids.length} sockets come back within ${overSeconds} s, each from its cursor`,
    figures: [
      { what: 'until the last one had caught up', value: seconds, unit: 's', atMost: CAUGHT_UP_SECONDS },
      { what: 'arrived', value: report.received, unit: '' },
      ...flawless(report),
    ],
  };
}
