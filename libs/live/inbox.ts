import { ResyncRequired } from './feed-cursor.js';
import type { Sink, Source } from './source.js';

/** Whoever pulls and falls this far behind is told to resync instead of filling the memory. */
const MAX_WAITING = 5_000;

/** What was pushed and has not been taken yet. */
class Inbox<T> implements Sink<T> {
  #waiting: T[] = [];
  #end: { readonly error?: Error } | undefined;
  #leave: (() => void) | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(private readonly source: Source<T>) {}

  push(item: T): void {
    if (this.#end) return;
    if (this.#waiting.push(item) > MAX_WAITING)
      this.close({ error: new ResyncRequired('This subscription was read too slowly.') });
    else this.#wake();
  }

  async room(): Promise<void> {
    while (this.#waiting.length > 0) await this.#changed.promise;
  }

  end(error?: Error): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake();
  }

  /** Leaves the source and forgets what waits. */
  close(end: { readonly error?: Error } = {}): void {
    this.#end = end;
    this.#waiting = [];
    this.#leave?.();
    this.#wake();
  }

  async take(): Promise<IteratorResult<T, undefined>> {
    if (!this.#end) this.#leave ??= this.source(this);
    for (;;) {
      const value = this.#waiting.shift();
      if (value !== undefined) {
        this.#wake();
        return { done: false, value };
      }
      if (this.#end) {
        const { error } = this.#end;
        this.#end = {};
        if (error !== undefined) throw error;
        return { done: true, value: undefined };
      }
      await this.#changed.promise;
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** A stream for those who pull: it begins when the first item is asked for, and ends at once when it is returned. */
export function pullOf<T>(source: Source<T>): AsyncIterableIterator<T, undefined> {
  const inbox = new Inbox(source);
  return {
    next: () => inbox.take(),
    return() {
      inbox.close();
      return Promise.resolve({ done: true, value: undefined });
    },
    async throw(error: Error) {
      inbox.close();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
