import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Ids } from '@libs/domain';
import { FanOut, type Signal } from './fan-out.js';

/** What is carried: that there are new facts, and signals. */
export type Channel = 'facts' | 'signals';

/** Commits that follow each other closer than this are announced together. */
const ANNOUNCE_GAP_MS = 5;
const PUBLISH_TIMEOUT_MS = 2_000;
/** How often facts are looked for while other processes cannot be heard. */
const DEAF_POLL_MS = 500;
const CHECK_INTERVAL_MS = 4_000;
const CHECK_TIMEOUT_MS = 2_000;

/** The pause before the next try to connect after so many failures: 0.1 s doubling to 5 s, up to a quarter off at random. */
export function reconnectPauseMs(failures: number): number {
  return Math.min(5_000, 100 * 2 ** Math.min(failures, 10)) * (1 - Math.random() / 4);
}

/** What the adapters of {@link FanOut} have in common: they differ in the wire alone. */
export abstract class WiredFanOut extends FanOut {
  protected readonly log = new Logger('FanOut');
  protected stopped = false;
  readonly #self: string;
  readonly #factListeners: (() => void)[] = [];
  readonly #signalListeners: ((signal: Signal) => void)[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #connected = false;
  #isDown = false;
  #announcing: Promise<void> | undefined;
  #again = false;

  constructor(ids: Ids) {
    super();
    this.#self = ids.next();
  }

  /** Puts a text on the wire; rejects when it cannot. */
  protected abstract publish(channel: Channel, text: string): Promise<unknown>;
  /** Opens the wire and calls {@link connected}, now or later. */
  protected abstract open(): Promise<void>;
  /** Asks the other end for a sign of life. */
  protected abstract probe(): Promise<unknown>;
  /** Replaces a connection that is dead without a word. */
  protected abstract replace(): void;
  protected abstract close(): Promise<void>;

  override get isConnected(): boolean {
    return this.#connected;
  }

  override onFacts(listener: () => void): void {
    this.#factListeners.push(listener);
  }

  override onSignal(listener: (signal: Signal) => void): void {
    this.#signalListeners.push(listener);
  }

  override announce(): void {
    this.#hearFacts();
    this.#again = true;
    this.#announcing ??= this.#announceAll().finally(() => (this.#announcing = undefined));
  }

  override async signal(signal: Signal): Promise<void> {
    this.#hearSignal(signal);
    await this.#publish('signals', JSON.stringify({ from: this.#self, ...signal }));
  }

  override async start(): Promise<void> {
    await this.open();
    this.#timers.push(
      setInterval(() => void this.#check(), CHECK_INTERVAL_MS).unref(),
      setInterval(() => this.#connected || this.#hearFacts(), DEAF_POLL_MS).unref(),
    );
  }

  override async stop(): Promise<void> {
    this.stopped = true;
    this.#timers.forEach(clearInterval);
    await this.#announcing;
    await this.close();
    this.#connected = false;
  }

  /** The wire carries. What was announced while nobody listened is read now. */
  protected connected(): void {
    if (this.#isDown) this.log.log('The other processes are heard again.');
    this.#isDown = false;
    this.#connected = true;
    this.#hearFacts();
  }

  /** The wire does not carry. Said once, however many tries fail. */
  protected lost(reason: string): void {
    if (this.stopped) return;
    this.#connected = false;
    if (!this.#isDown) this.log.warn(`The other processes are not heard, facts are polled for: ${reason}`);
    this.#isDown = true;
  }

  /** A text came over the wire; what this process has sent itself is known already. */
  protected received(channel: Channel, text: string): void {
    if (channel === 'facts') {
      if (text !== this.#self) this.#hearFacts();
      return;
    }
    try {
      const { from, topic, data } = JSON.parse(text) as Signal & { from: string };
      if (from !== this.#self) this.#hearSignal({ topic, data });
    } catch {
      this.log.debug('A signal could not be read.');
    }
  }

  async #announceAll(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#publish('facts', this.#self);
      if (!this.stopped) await delay(ANNOUNCE_GAP_MS);
    }
  }

  async #publish(channel: Channel, text: string): Promise<void> {
    try {
      await inTime(this.publish(channel, text), PUBLISH_TIMEOUT_MS);
    } catch (error) {
      this.log.debug(`Other processes were not told: ${(error as Error).message}`);
    }
  }

  /** A connection that died without a word answers nothing: then it is replaced. */
  async #check(): Promise<void> {
    if (!this.#connected) return;
    try {
      await inTime(this.probe(), CHECK_TIMEOUT_MS);
    } catch (error) {
      // It may have been noticed, or mended, meanwhile.
      if (this.stopped || !this.#connected) return;
      this.lost((error as Error).message);
      this.replace();
    }
  }

  #hearFacts(): void {
    for (const listener of this.#factListeners) listener();
  }

  #hearSignal(signal: Signal): void {
    for (const listener of this.#signalListeners) listener(signal);
  }
}

/** @throws Error "no answer" after `ms` */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), ms);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
