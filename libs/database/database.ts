import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import pg from 'pg';
import type { Sql } from './sql.js';
import { valueTypes } from './timestamps.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** How much later than its own time limit for statements PostgreSQL may answer. */
const SILENCE_MS = 5_000;
/** Most statements put together at run time that are kept prepared: each takes up to 100 KB of memory in every connection's process. */
const MOST_COMPOSED = 200;

/**
 * The process's PostgreSQL connections, for hand-written SQL outside a unit of work: reads, and the single-statement writes of hot
 * paths. Statements are prepared once per connection. Units of work have connections of their own: work that reads beside its
 * transaction would else wait for a connection that others hold who wait for the same.
 */
export class Database implements Sql {
  readonly pool: pg.Pool;
  /** The ORM's. */
  readonly transactionPool: pg.Pool;
  readonly #names = new Map<string, string>();
  readonly #composed = new Set<string>();

  constructor(
    readonly url: string,
    options: { poolSize: number; statementTimeoutMs: number; onError: (error: Error) => void },
  ) {
    const open = (max: number, types?: pg.CustomTypesConfig): pg.Pool => {
      const pool = new pg.Pool({
        connectionString: url,
        max,
        statement_timeout: options.statementTimeoutMs,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        application_name: 'parley',
        ...(types && { types }),
      });
      // A connection that the server drops while idle must not end the process; the pool replaces it.
      pool.on('error', options.onError);
      pool.on('connect', (client) => client.on('error', options.onError));
      endSilent(pool, options.statementTimeoutMs + SILENCE_MS);
      return pool;
    };
    this.pool = open(Math.ceil(options.poolSize / 2), valueTypes);
    this.transactionPool = open(Math.floor(options.poolSize / 2));
    takeBackBroken(this.transactionPool);
  }

  async rows<T>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    const result = await this.pool.query({ name: this.#nameOf(text), text, values: [...values] });
    return result.rows as T[];
  }

  /**
   * Rows of a statement whose text is put together at run time, out of what a client asks for: the first of such texts are prepared as all
   * others are; those beyond are planned each time, so that nobody fills PostgreSQL's memory with variants.
   */
  async rowsOfComposed<T>(text: string, values: readonly unknown[]): Promise<T[]> {
    if (!this.#composed.has(text)) {
      if (this.#composed.size >= MOST_COMPOSED) return (await this.pool.query(text, [...values])).rows as T[];
      this.#composed.add(text);
    }
    return this.rows<T>(text, values);
  }

  async row<T>(text: string, values?: readonly unknown[]): Promise<T | undefined> {
    return (await this.rows<T>(text, values))[0];
  }

  /** Ends all connections as soon as they are idle. */
  async close(): Promise<void> {
    await Promise.all([this.pool, this.transactionPool].filter((pool) => !pool.ended).map((pool) => pool.end()));
  }

  /** A connection of its own outside the pool, for LISTEN and advisory locks. The caller ends it. */
  async dedicatedClient(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'parley-listen',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    await client.connect();
    return client;
  }

  #nameOf(text: string): string {
    let name = this.#names.get(text);
    if (!name) {
      name = createHash('sha1').update(text).digest('base64url');
      this.#names.set(text, name);
    }
    return name;
  }
}

/**
 * Frees the place of a client whose connection ends while it is out. The query builder under the ORM keeps those whose `begin`, `commit` or
 * `rollback` fails: after a few breaks of the connection no place would be left, for good.
 */
function takeBackBroken(pool: pg.Pool): void {
  const out = new Set<pg.PoolClient>();
  pool.on('acquire', (client) => out.add(client));
  pool.on('release', (_, client) => out.delete(client));
  pool.on('connect', (client) =>
    client.once('end', () => {
      if (!out.has(client)) return;
      const release = client.release.bind(client);
      // Whoever has it may still give it back by themselves, and a second time is an error.
      client.release = () => undefined;
      release(true);
    }),
  );
}

/**
 * Ends connections whose PostgreSQL says nothing for `silenceMs` although it owes an answer: the network has died without a word, and
 * whoever waits would wait for hours. Those that nobody waits for are left alone; some only listen.
 */
function endSilent(pool: pg.Pool, silenceMs: number): void {
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: { stream: Socket } };
    connection.stream.setTimeout(silenceMs, () => {
      const isOwed = !(client as unknown as { readyForQuery: boolean }).readyForQuery;
      if (isOwed) connection.stream.destroy(new Error('PostgreSQL does not answer.'));
    });
  });
}
