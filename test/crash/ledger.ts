import { setTimeout as delay } from 'node:timers/promises';
import { type Attempt, mutate } from './client.js';
import type { Person } from './stage.js';

/** One thing that a client wants done, under one client key, however often it has to ask. Times in ms of `performance.now()`. */
export interface Entry {
  readonly clientKey: string;
  readonly mutation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly who: Person;
  readonly startedAt: number;
  /** What the client knows: `abandoned` was unknown, and is never asked for again. */
  state: 'waiting' | 'done' | 'refused' | 'unsent' | 'unknown' | 'abandoned';
  doneAt?: number;
  /** The answer of the first success. */
  answer?: Attempt['answer'];
  tries: number;
  /** Whether an attempt before the last ended unknown. */
  wasUnknown: boolean;
  /** Two successes under one key that differ. */
  contradicted?: boolean;
}

/** What the clients have asked for, and what they were told. */
export class Ledger {
  readonly entries: Entry[] = [];
  /** How many attempts ended how, by code. */
  readonly codes = new Map<string, number>();
  /** The longest that a client waited for any answer or error, in ms. */
  longestWaitMs = 0;
  readonly #open = new Set<Promise<unknown>>();

  /** Attempts without an answer yet. */
  get inFlight(): number {
    return this.#open.size;
  }

  /** Asks for something new. */
  begin(url: string, who: Person, mutation: string, clientKey: string, input: Entry['input']): Promise<Entry> {
    const entry: Entry = {
      clientKey,
      mutation,
      input,
      who,
      startedAt: performance.now(),
      state: 'waiting',
      tries: 0,
      wasUnknown: false,
    };
    this.entries.push(entry);
    return this.attempt(url, entry);
  }

  /** Sends an entry, for the first time or again. */
  async attempt(url: string, entry: Entry): Promise<Entry> {
    entry.state = 'waiting';
    entry.tries += 1;
    const sending = mutate(url, entry.mutation, { clientKey: entry.clientKey, ...entry.input }, entry.who.token);
    this.#open.add(sending);
    const attempt = await sending.finally(() => this.#open.delete(sending));
    this.codes.set(attempt.code, (this.codes.get(attempt.code) ?? 0) + 1);
    this.longestWaitMs = Math.max(this.longestWaitMs, attempt.tookMs);
    if (attempt.outcome === 'unknown') entry.wasUnknown = true;
    // Not sent this time says nothing about an earlier time.
    entry.state = attempt.outcome === 'unsent' && entry.wasUnknown ? 'unknown' : attempt.outcome;
    if (attempt.outcome === 'done') {
      entry.doneAt ??= performance.now();
      if (entry.answer && JSON.stringify(entry.answer) !== JSON.stringify(attempt.answer)) entry.contradicted = true;
      entry.answer ??= attempt.answer;
    }
    return entry;
  }

  /** Asks again for what ended unknown, ten at a time, until all of it is decided. @throws Error after `withinMs` */
  async settle(url: string, withinMs: number): Promise<void> {
    await Promise.all(this.#open);
    for (const end = performance.now() + withinMs; ; await delay(200)) {
      const open = this.entries.filter(({ state }) => state === 'unknown' || state === 'waiting');
      if (open.length === 0) return;
      if (performance.now() > end) throw new Error(`${open.length} requests were not decided within ${withinMs} ms.`);
      const again = open.filter(({ state }) => state === 'unknown');
      for (let i = 0; i < again.length; i += 10)
        await Promise.all(again.slice(i, i + 10).map((entry) => this.attempt(url, entry)));
    }
  }
}
