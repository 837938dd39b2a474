import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '@libs/database';

/** How much of what is allowed. */
interface Allowance {
  /** Table of the counts, made by a migration: `key varchar(255) primary key, points integer, expire bigint`. */
  readonly table: string;
  /** Tells the limits of one table apart. */
  readonly name: string;
  /** What is allowed within the time. */
  readonly points: number;
  /** The time in seconds, from the first count on. */
  readonly seconds: number;
}

/** A limit on how often something may be done. Counted in PostgreSQL, for all processes together, by the machine's own clock. */
export class RateLimit {
  readonly #limiter: RateLimiterPostgres;

  constructor(database: Database, { table, name, points, seconds }: Allowance) {
    this.#limiter = new RateLimiterPostgres({
      storeClient: database.pool,
      storeType: 'pool',
      tableName: table,
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: name,
      points,
      duration: seconds,
    });
  }

  /**
   * Counts one more for `key`.
   * @throws what `refusal` makes of the whole seconds to wait (at least 1) when the allowance is used up
   */
  async count(key: string, refusal: (retryAfterSeconds: number) => Error): Promise<void> {
    try {
      await this.#limiter.consume(key);
    } catch (outcome) {
      if (!(outcome instanceof RateLimiterRes)) throw outcome;
      throw refusal(Math.max(1, Math.ceil(outcome.msBeforeNext / 1000)));
    }
  }

  /** Takes one count back. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(key, 1);
  }

  /** Forgets all counts of `key`. */
  async forget(key: string): Promise<void> {
    await this.#limiter.delete(key);
  }
}
