import { Injectable, Logger } from '@nestjs/common';
import type pg from 'pg';
import { Database } from '@libs/database';
import { FanOut, type Signal } from './fan-out.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const CHECK_INTERVAL_MS = 4_000;

/** {@link FanOut} over LISTEN/NOTIFY, on one connection of its own that is checked and renewed. */
@Injectable()
export class PostgresFanOut extends FanOut {
  readonly #log = new Logger('FanOut');
  readonly #factListeners: (() => void)[] = [];
  readonly #signalListeners: ((signal: Signal) => void)[] = [];
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #check: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(private readonly database: Database) {
    super();
  }

  override onFacts(listener: () => void): void {
    this.#factListeners.push(listener);
  }

  override onSignal(listener: (signal: Signal) => void): void {
    this.#signalListeners.push(listener);
  }

  override async signal(signal: Signal): Promise<void> {
    await this.database.rows('select pg_notify($1, $2)', ['parley_signals', JSON.stringify(signal)]);
  }

  override async start(): Promise<void> {
    await this.#connect();
    this.#check = setInterval(() => void this.#verify(), CHECK_INTERVAL_MS).unref();
  }

  override async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearInterval(this.#check);
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(pauseMs = FIRST_PAUSE_MS): Promise<void> {
    let client: pg.Client | undefined;
    try {
      const opened = await this.database.dedicatedClient();
      client = opened;
      client.on('notification', ({ channel, payload }) => this.#receive(channel, payload));
      client.on('error', (error) => this.#log.warn(`The LISTEN connection broke: ${error.message}`));
      client.on('end', () => this.#lost(opened));
      await client.query('listen parley_facts; listen parley_signals');
      if (this.#stopped) return await client.end();
      this.#client = client;
      // Whatever was announced while nobody listened is read now.
      this.#factListeners.forEach((listener) => listener());
    } catch (error) {
      void client?.end().catch(() => undefined);
      if (this.#stopped) return;
      this.#log.warn(`Cannot LISTEN, next try in ${pauseMs} ms: ${(error as Error).message}`);
      this.#retry = setTimeout(() => void this.#connect(Math.min(pauseMs * 2, LONGEST_PAUSE_MS)), pauseMs);
    }
  }

  #lost(client: pg.Client): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = undefined;
    void this.#connect();
  }

  /** A connection that died without a word answers nothing: then it is replaced. */
  async #verify(): Promise<void> {
    const client = this.#client;
    if (!client) return;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer')), CHECK_INTERVAL_MS / 2);
    });
    try {
      await Promise.race([client.query('select 1'), silence]);
    } catch {
      this.#lost(client);
      void client.end().catch(() => undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  #receive(channel: string, payload: string | undefined): void {
    if (channel === 'parley_facts') this.#factListeners.forEach((listener) => listener());
    else if (payload) {
      const signal = JSON.parse(payload) as Signal;
      this.#signalListeners.forEach((listener) => listener(signal));
    }
  }
}
