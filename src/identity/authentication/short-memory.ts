import type { Clock } from '@libs/domain';

interface Entry<V> {
  readonly at: number;
  readonly value: Promise<V>;
}

/** How long what should be looked up again is collected. */
const COLLECTED_MS = 100;

type LoadTogether<V> = (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;

/**
 * Remembers for a short time what is expensive to look up. What is forgotten while it is being looked up is looked up again, so that
 * an answer from before a change is never given after it.
 */
export class ShortMemory<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #ageing = new Map<string, Entry<V>>();

  /**
   * @param maxAgeMs longest time for which an answer is given again
   * @param maxEntries the oldest are dropped beyond this number
   * @param renew looks up together, before anybody has to wait for them, what is asked for in the second half of its time
   */
  constructor(
    private readonly clock: Clock,
    private readonly maxAgeMs: number,
    private readonly maxEntries: number,
    private readonly renew?: LoadTogether<V>,
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
    if (age < 0 || age >= this.maxAgeMs) return undefined;
    if (this.renew && age > this.maxAgeMs / 2) this.#renewSoon(key, entry);
    return entry;
  }

  #renewSoon(key: string, entry: Entry<V>): void {
    if (this.#ageing.size === 0) setTimeout(() => void this.#renewAll(), COLLECTED_MS).unref();
    this.#ageing.set(key, entry);
  }

  async #renewAll(): Promise<void> {
    const ageing = [...this.#ageing];
    this.#ageing.clear();
    const at = this.clock.now().getTime();
    // Whoever needs an answer and finds it too old looks it up himself, and is told what went wrong.
    const found = await this.renew?.(ageing.map(([key]) => key)).catch(() => undefined);
    for (const [key, old] of ageing) {
      const value = found?.get(key);
      // What was forgotten meanwhile may have changed after it was read.
      if (!found || this.#entries.get(key) !== old) continue;
      this.#entries.delete(key);
      if (value !== undefined) this.#entries.set(key, { at, value: Promise.resolve(value) });
    }
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
