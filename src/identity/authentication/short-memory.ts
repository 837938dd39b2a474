import type { Clock } from '@libs/domain';

interface Entry<V> {
  readonly at: number;
  readonly value: Promise<V>;
}

/**
 * Remembers for a short time what is expensive to look up. What is forgotten while it is being looked up is looked up again, so that
 * an answer from before a change is never given after it.
 */
export class ShortMemory<V> {
  readonly #entries = new Map<string, Entry<V>>();

  /** @param maxAgeMs longest time for which an answer is given again @param maxEntries the oldest are dropped beyond this number */
  constructor(
    private readonly clock: Clock,
    private readonly maxAgeMs: number,
    private readonly maxEntries: number,
  ) {}

  /** The remembered answer, or what `load` finds. A failure is not remembered. */
  async get(key: string, load: () => Promise<V>): Promise<V> {
    for (;;) {
      const entry = this.#fresh(key) ?? this.#start(key, load);
      const value = await entry.value;
      if (this.#entries.get(key) === entry) return value;
    }
  }

  /** Forgets every key that starts so. */
  forget(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }

  #fresh(key: string): Entry<V> | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const age = this.clock.now().getTime() - entry.at;
    return age >= 0 && age < this.maxAgeMs ? entry : undefined;
  }

  #start(key: string, load: () => Promise<V>): Entry<V> {
    const entry = { at: this.clock.now().getTime(), value: load() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    if (this.#entries.size > this.maxEntries) this.#entries.delete(this.#entries.keys().next().value ?? '');
    return entry;
  }
}
