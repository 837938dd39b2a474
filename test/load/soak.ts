import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MemoryWatch, slopePerMinute } from './memory.js';
import { flawless, type Stage } from './stage.js';
import type { Verdict } from './verdict.js';

const RECONNECTS_PER_SECOND = 5;
/** Access tokens are good for 15 minutes. */
const RENEW_AFTER_MS = 10 * 60_000;

/** L4: a long day in short. People write, come and go, and the memory of the process does not grow. */
export async function soak(
  stage: Stage,
  { minutes, perSecond }: { minutes: number; perSecond: number },
): Promise<Verdict> {
  const { receivers, publisher, urls, conversations } = stage;
  const plans = stage.plans(10, 'soak');
  await receivers.tell('open', { plans, overMs: plans.length * 5 });
  const memory = new MemoryWatch(stage.running.apis[0]?.pid ?? 0, 1_000);
  const end = performance.now() + minutes * 60_000;
  let renewed = performance.now();
  let reconnects = 0;
  const coming = (async () => {
    while (performance.now() < end) {
      const ids = Array.from({ length: RECONNECTS_PER_SECOND }, () => plans[randomInt(plans.length)]?.id ?? '');
      await receivers.tell('cut', { ids });
      await receivers.tell('reconnect', { ids: [...new Set(ids)], overMs: 500 });
      reconnects += ids.length;
      if (performance.now() - renewed > RENEW_AFTER_MS) {
        renewed = performance.now();
        await conversations.renew();
        const fresh = plans.flatMap(({ id }) => {
          const token = conversations.tokens.get(stage.emailOf(id) ?? '');
          return token ? [[id, token] as const] : [];
        });
        await receivers.tell('renew', { tokens: Object.fromEntries(fresh) });
      }
      await delay(500);
    }
  })();
  const writing = publisher.write({ perSecond, seconds: minutes * 60, urls });
  await Promise.all([coming, writing]);
  const report = await receivers.tell('report', { last: publisher.last, withinMs: 15_000 });
  memory.stop();
  await receivers.tell('leave', undefined);
  const later = memory.samples.filter(({ at }) => at > (minutes * 60) / 3);
  return {
    row: 'L4',
    title: `${minutes} min of ${plans.length} sockets, ${perSecond} messages/s, ${reconnects} reconnects`,
    figures: [
      { what: 'memory of the api process, most', value: memory.most(), unit: 'MB' },
      { what: 'growth of memory over the last two thirds', value: slopePerMinute(later), unit: 'MB/min', atMost: 1 },
      { what: 'request to arrival, p99', value: report.p99, unit: 'ms' },
      { what: 'arrived', value: report.received, unit: '' },
      ...flawless(report),
    ],
  };
}
