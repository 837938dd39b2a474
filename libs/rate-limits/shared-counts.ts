import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@libs/database';
import { type SharedAllowance, SharedRateLimit } from './shared-rate-limit.js';

const EVERY_MS = 1_000;
const MOST_AT_ONCE = 5_000;
/** Old counts are removed once in so many rounds. */
const ROUNDS_PER_CLEANING = 60;

const NOW = `(extract(epoch from now()) * 1000)::bigint`;

/** In the order of the keys, so that no two processes wait for each other; by the clock of PostgreSQL, which all have in common. */
const ADD = `
insert into request_count as c (key, points, expire)
select key, points, ${NOW} + left_ms from unnest($1::text[], $2::int[], $3::bigint[]) as d (key, points, left_ms) order by key
on conflict (key) do update set
  points = excluded.points + case when c.expire > ${NOW} then c.points else 0 end,
  expire = case when c.expire > ${NOW} then c.expire else excluded.expire end
returning key, points, (expire - ${NOW})::int as "leftMs"`;

const FORGET = `
delete from request_count where key in (select key from request_count where expire < ${NOW} limit 10000 for update skip locked)`;

interface Total {
  readonly key: string;
  readonly points: number;
  readonly leftMs: number;
}

/**
 * The limits that all processes share without asking each other: once a second each tells in one statement what it has counted and
 * hears the totals. While PostgreSQL does not answer, each process goes on with its own counts.
 */
@Injectable()
export class SharedCounts implements OnApplicationShutdown {
  readonly #log = new Logger('SharedCounts');
  readonly #limits = new Map<string, SharedRateLimit>();
  readonly #timer: NodeJS.Timeout;
  #round = 0;
  #running: Promise<void> | undefined;

  constructor(private readonly database: Database) {
    this.#timer = setInterval(() => void this.exchange(), EVERY_MS).unref();
  }

  /** No more rounds; resolves when the last one is over. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** The limit of this name, made on first use. @throws Error when it exists with another allowance */
  limit(allowance: SharedAllowance): SharedRateLimit {
    const known = this.#limits.get(allowance.name);
    if (known && (known.allowance.points !== allowance.points || known.allowance.seconds !== allowance.seconds))
      throw new Error(`Two limits are named ${allowance.name}.`);
    const limit = known ?? new SharedRateLimit(allowance);
    this.#limits.set(allowance.name, limit);
    return limit;
  }

  /** One round, at once; joins one that is under way. Never fails. */
  exchange(): Promise<void> {
    this.#running ??= this.#exchange()
      // What was to be told is forgotten: who counts too little for a second harms nobody.
      .catch((error: unknown) => this.#log.warn(`Counts were not shared: ${String(error)}`))
      .finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Removes counts that are over, 10,000 at most. Every round in which that is due does so by itself. */
  async forgetOld(): Promise<void> {
    await this.database.rows(FORGET);
  }

  async #exchange(): Promise<void> {
    this.#round += 1;
    const now = Date.now();
    const told = new Map<string, { limit: SharedRateLimit; key: string; points: number; leftMs: number }>();
    for (const [name, limit] of this.#limits) {
      limit.sweep();
      for (const [key, { points, expiresAt }] of limit.takeUnreported())
        if (expiresAt > now && told.size < MOST_AT_ONCE)
          told.set(`${name}:${key}`, { limit, key, points, leftMs: Math.ceil(expiresAt - now) });
    }
    if (told.size > 0) {
      const counts = [...told.values()];
      const totals = await this.database.rows<Total>(ADD, [
        [...told.keys()],
        counts.map(({ points }) => points),
        counts.map(({ leftMs }) => leftMs),
      ]);
      for (const { key, points, leftMs } of totals) {
        const one = told.get(key);
        await one?.limit.hear(one.key, points, leftMs);
      }
    }
    if (this.#round % ROUNDS_PER_CLEANING === 0) await this.forgetOld();
  }
}
