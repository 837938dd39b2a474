import type pg from 'pg';
import type { Database } from '@libs/database';
import type { Ids } from '@libs/domain';
import { type Channel, inTime, reconnectPauseMs, WiredFanOut } from './wired-fan-out.js';

const CHANNELS: Readonly<Record<string, Channel>> = { parley_facts: 'facts', parley_signals: 'signals' };

/** A connection that is silent for so long when it shall listen is given up. */
const LISTEN_TIMEOUT_MS = 2_000;

/** {@link FanOut} over LISTEN/NOTIFY, on one connection of its own that is checked and renewed. */
export class PostgresFanOut extends WiredFanOut {
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(
    private readonly database: Database,
    ids: Ids,
  ) {
    super(ids);
  }

  /** Over the pool, so that a process that hears nothing can still be heard. */
  protected override publish(channel: Channel, text: string): Promise<unknown> {
    return this.database.rows('select pg_notify($1, $2)', [`parley_${channel}`, text]);
  }

  protected override async open(): Promise<void> {
    let client: pg.Client | undefined;
    try {
      const opened = await this.database.dedicatedClient();
      client = opened;
      client.on('notification', ({ channel, payload }) => {
        const known = CHANNELS[channel];
        if (known) this.received(known, payload ?? '');
      });
      client.on('error', (error) => this.log.debug(`The LISTEN connection broke: ${error.message}`));
      client.on('end', () => this.#ended(opened));
      await inTime(client.query('listen parley_facts; listen parley_signals'), LISTEN_TIMEOUT_MS);
      if (this.stopped) return await client.end();
      this.#client = client;
      this.#failures = 0;
      this.connected();
    } catch (error) {
      void client?.end().catch(() => undefined);
      if (this.stopped) return;
      this.lost((error as Error).message);
      this.#retry = setTimeout(() => void this.open(), reconnectPauseMs(this.#failures));
      this.#failures += 1;
    }
  }

  protected override async probe(): Promise<void> {
    await this.#client?.query('select 1');
  }

  protected override replace(): void {
    const dead = this.#client;
    this.#client = undefined;
    void dead?.end().catch(() => undefined);
    void this.open();
  }

  protected override async close(): Promise<void> {
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }

  #ended(client: pg.Client): void {
    if (this.stopped || this.#client !== client) return;
    this.#client = undefined;
    this.lost('the LISTEN connection ended');
    void this.open();
  }
}
