import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How much of what is allowed. */
export interface SharedAllowance {
  /** Tells the limits apart; part of the keys in the table. */
  readonly name: string;
  /** What is allowed within the time. */
  readonly points: number;
  /** The time in seconds, from the first count on. */
  readonly seconds: number;
}

/** What one process counted and the others do not know yet. */
export interface Unreported {
  points: number;
  /** When the count ends, in milliseconds since 1970 on this machine's clock. */
  expiresAt: number;
}

/** From this part of an allowance on, the processes tell each other: what is less than that in each of ten cannot add up to more than it. */
const REPORTED_FROM = 0.1;

/**
 * A limit that costs no round trip: counted exactly in this process, and, by {@link SharedCounts}, together with the other
 * processes about every second. What several processes let through before they have heard of each other is too much, once, and
 * never more than the allowance in each of them; where even that is too much, use RateLimit. Runs on the machine's own clock.
 */
export class SharedRateLimit {
  readonly #memory: RateLimiterMemory;
  readonly #reportedFrom: number;
  /** Until when who used up his allowance waits, in milliseconds since 1970. */
  readonly #blocked = new Map<string, number>();
  #unreported = new Map<string, Unreported>();

  constructor(readonly allowance: SharedAllowance) {
    const { points, seconds } = allowance;
    this.#memory = new RateLimiterMemory({ points, duration: seconds, keyPrefix: '' });
    this.#reportedFrom = Math.ceil(points * REPORTED_FROM);
  }

  /** Counts `points` for `key`, also when that is too much. Returns 0, or the whole seconds to wait (at least 1). */
  async count(key: string, points = 1): Promise<number> {
    const blocked = this.blockedFor(key);
    if (blocked > 0) return blocked;
    try {
      const { consumedPoints, msBeforeNext } = await this.#memory.consume(key, points);
      if (consumedPoints >= this.#reportedFrom) this.#note(key, points, consumedPoints, msBeforeNext);
      return 0;
    } catch (outcome) {
      if (!(outcome instanceof RateLimiterRes)) throw outcome;
      this.#blocked.set(key, Date.now() + outcome.msBeforeNext);
      return seconds(outcome.msBeforeNext);
    }
  }

  /** Whole seconds for which `key` has to wait; 0 when it may go on. Counts nothing. */
  blockedFor(key: string): number {
    if (this.#blocked.size === 0) return 0;
    const until = this.#blocked.get(key);
    if (until === undefined) return 0;
    const left = until - Date.now();
    if (left > 0) return seconds(left);
    this.#blocked.delete(key);
    return 0;
  }

  /** Takes what the other processes have to be told. Whoever takes it tells it, or it is forgotten. */
  takeUnreported(): ReadonlyMap<string, Unreported> {
    const taken = this.#unreported;
    if (taken.size > 0) this.#unreported = new Map();
    return taken;
  }

  /** Hears what all processes together have counted, and for how many more milliseconds that counts. */
  async hear(key: string, points: number, leftMs: number): Promise<void> {
    if (leftMs <= 0) return;
    const since = this.#unreported.get(key)?.points ?? 0;
    if (this.#blocked.has(key)) this.#blocked.set(key, Date.now() + leftMs);
    await this.#memory.set(key, points + since, leftMs / 1000);
  }

  /** Forgets who may go on again. */
  sweep(): void {
    const now = Date.now();
    for (const [key, until] of this.#blocked) if (until <= now) this.#blocked.delete(key);
  }

  #note(key: string, points: number, consumed: number, leftMs: number): void {
    const entry = this.#unreported.get(key);
    // The first to be told holds all that was too little to tell before.
    const isFirst = consumed - points < this.#reportedFrom;
    if (entry && !isFirst) entry.points += points;
    else this.#unreported.set(key, { points: isFirst ? consumed : points, expiresAt: Date.now() + leftMs });
  }
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
