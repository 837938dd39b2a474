import { flawless, type Stage } from './stage.js';
import type { Verdict } from './verdict.js';

/** K8: people write to one api process, and are followed on the other and on both. */
export async function twoInstances(
  stage: Stage,
  { perSecond, seconds, over }: { perSecond: number; seconds: number; over: string },
): Promise<Verdict> {
  const { receivers, publisher } = stage;
  const [a, b] = stage.urls as [string, string];
  const plans = stage.plans(6, 'two').map((plan, n) => ({ ...plan, urls: n % 3 ? [b] : [a] }));
  await receivers.tell('open', { plans, overMs: plans.length * 5 });
  await publisher.write({ perSecond, seconds, urls: [a] });
  const on = (url: string): string[] => plans.filter(({ urls }) => urls[0] === url).map(({ id }) => id);
  const [atA, atB] = [
    await receivers.tell('report', { ids: on(a), last: publisher.last, withinMs: 10_000 }),
    await receivers.tell('report', { ids: on(b), last: publisher.last, withinMs: 10_000 }),
  ];
  await receivers.tell('leave', undefined);
  return {
    row: 'K8',
    title: `published on A, received on B, over ${over}: ${perSecond} messages/s for ${seconds} s`,
    figures: [
      { what: 'request to arrival on A, p99', value: atA.p99, unit: 'ms' },
      { what: 'request to arrival on B, p50', value: atB.p50, unit: 'ms' },
      { what: 'request to arrival on B, p99', value: atB.p99, unit: 'ms', atMost: 250 },
      { what: 'arrived on B', value: atB.received, unit: '' },
      ...flawless(atA).map((figure) => ({ ...figure, what: `on A: ${figure.what}` })),
      ...flawless(atB).map((figure) => ({ ...figure, what: `on B: ${figure.what}` })),
    ],
  };
}
