import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import type { Database } from '@libs/database';
import type { Ids } from '@libs/domain';
import { type Channel, reconnectPauseMs, WiredFanOut } from './wired-fan-out.js';

type RedisClient = ReturnType<typeof clientOf>;

const CONNECT_TIMEOUT_MS = 5_000;
/** A start waits this long for Redis and then goes on without. */
const START_WAIT_MS = 1_000;

/** The same for all processes on one database, and another for any other database: a physical copy of it needs another name or Redis. */
const INSTALLATION = `select system_identifier || '/' || current_database() as name from pg_control_system()`;

/**
 * {@link FanOut} over Redis publish/subscribe (RESP 3: one connection for both, Redis 6 or newer). Nothing is stored in Redis, and nothing
 * depends on it: while it is away, processes poll the database. Channels are named after the database, so that installations can share one Redis.
 */
export class RedisFanOut extends WiredFanOut {
  #client: RedisClient | undefined;
  #prefix = '';

  /** @param url `redis://` or `rediss://`; never logged */
  constructor(
    private readonly url: string,
    private readonly database: Database,
    ids: Ids,
  ) {
    super(ids);
  }

  protected override async publish(channel: Channel, text: string): Promise<unknown> {
    if (!this.#client?.isReady) throw new Error('Redis is away.');
    return this.#client.publish(this.#prefix + channel, text);
  }

  protected override async open(): Promise<void> {
    const installation = await this.database.row<{ name: string }>(INSTALLATION);
    if (!installation) throw new Error('PostgreSQL gave no name of itself.');
    const name = createHash('sha256').update(installation.name).digest('hex').slice(0, 16);
    this.#prefix = `parley:${name}:`;
    await Promise.race([this.#subscribe(), delay(START_WAIT_MS, undefined, { ref: false })]);
  }

  protected override probe(): Promise<unknown> {
    return this.#client?.ping() ?? Promise.reject(new Error('not connected'));
  }

  protected override replace(): void {
    this.#drop();
    void this.#subscribe();
  }

  protected override close(): Promise<void> {
    this.#drop();
    return Promise.resolve();
  }

  /** Resolves once subscribed. The client itself connects and subscribes again whenever its connection ends. */
  async #subscribe(failures = 0): Promise<void> {
    const client = clientOf(this.url);
    this.#client = client;
    let isSubscribed = false;
    client.on('error', (error: Error) => {
      if (this.#client === client) this.lost(`Redis: ${error.message || error.name}`);
    });
    client.on('ready', () => {
      if (isSubscribed) this.connected();
    });
    try {
      await client.connect();
      for (const channel of ['facts', 'signals'] as const)
        await client.subscribe(this.#prefix + channel, (text) => this.received(channel, text));
      isSubscribed = true;
      this.connected();
    } catch (error) {
      // Given up on purpose, or lost between connecting and subscribing.
      if (this.stopped || this.#client !== client) return;
      this.lost(`Redis: ${(error as Error).message}`);
      this.#drop();
      await delay(reconnectPauseMs(failures), undefined, { ref: false });
      if (!this.stopped && !this.#client) await this.#subscribe(failures + 1);
    }
  }

  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client?.isOpen) client.destroy();
  }
}

function clientOf(url: string) {
  return createClient({
    url,
    // What cannot be said now is not worth saying later.
    disableOfflineQueue: true,
    // For Redis Enterprise only; others answer with an error.
    maintNotifications: 'disabled',
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: reconnectPauseMs },
  });
}
