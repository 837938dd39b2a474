import type { Outcome } from './contest.js';
import type { FanOut } from './fan-out.js';
import type { HandlerStart } from './handler-start.js';

/** What a figure shall be. */
export interface Goal {
  /** P1…P7. */
  readonly id: string;
  readonly what: string;
  /** More is better, or less. */
  readonly better: 'more' | 'less';
  readonly floor: number;
  readonly goal: number;
}

/** A figure held against its goal. */
export interface Verdict extends Goal {
  readonly value: number;
  readonly verdict: 'reaches the goal' | 'holds' | 'falls short';
}

/** Holds a figure against its floor and its goal. */
export function judge(goal: Goal, value: number): Verdict {
  const reaches = (limit: number): boolean => (goal.better === 'more' ? value >= limit : value <= limit);
  return {
    ...goal,
    value,
    verdict: reaches(goal.goal) ? 'reaches the goal' : reaches(goal.floor) ? 'holds' : 'falls short',
  };
}

const more = (id: string, what: string, floor: number, goal: number): Goal => ({
  id,
  what,
  better: 'more',
  floor,
  goal,
});
const less = (id: string, what: string, floor: number, goal: number): Goal => ({
  id,
  what,
  better: 'less',
  floor,
  goal,
});

/** The verdicts on a scenario that was measured side by side. */
export function verdictsOn({ scenario, ratios: { limit, postgraphile } }: Outcome): Verdict[] {
  const verdicts: Verdict[] = [];
  if (scenario === 'inbox' && limit)
    verdicts.push(
      judge(more('P1', 'inbox page: req/s ÷ limit', 0.5, 0.7), limit.perSecond),
      judge(less('P1', 'inbox page: CPU ÷ limit', 2, 1.4), limit.cpu),
    );
  if (scenario === 'chat' && limit)
    verdicts.push(judge(more('P2', 'conversation: req/s ÷ limit', 0.35, 0.6), limit.perSecond));
  if (scenario === 'send' && limit)
    verdicts.push(
      judge(more('P3', 'send: req/s ÷ limit', 0.6, 0.8), limit.perSecond),
      judge(less('P3', 'send: p99 ÷ limit', 4, 2), limit.p99),
    );
  if (postgraphile)
    verdicts.push(judge(more('P7', `${scenario}: req/s ÷ PostGraphile`, 1, 1.3), postgraphile.perSecond));
  return verdicts;
}

const SMALLEST_CROWD = 1_000;

/** The verdicts on a fan-out; a small crowd is for information, because the message itself costs more than its delivery. */
export function verdictsOnFanOut({ subscribers, cpu, heapKb }: FanOut): Verdict[] {
  if (subscribers < SMALLEST_CROWD) return [];
  return [
    judge(less('P4', `fan-out to ${subscribers}: CPU per delivery, without storing, ÷ bare ws`, 2, 1.2), cpu),
    judge(less('P4', `fan-out to ${subscribers}: KB of heap per subscriber beyond bare ws`, 15, 6), heapKb),
  ];
}

/** The verdicts on handlers, by the two instants that we can see: the handler starts between them. */
export function verdictsOnHandler({ taken, done }: HandlerStart): Verdict[] {
  return [
    judge(less('P6', 'commit → job taken, p50 ms (the handler starts one SELECT later)', 20, 5), taken.p50),
    judge(less('P6', 'commit → handler done, p50 ms (it started before)', 20, 5), done.p50),
  ];
}
