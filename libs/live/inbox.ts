import type { PlacedFact } from './fact-reader.js';
import type { Signal } from './fan-out.js';
import { ResyncRequired } from './feed-cursor.js';

/** What waits for one subscriber. */
export type Live = PlacedFact | { readonly signal: Signal };

/** A subscriber that falls this far behind is told to resync instead of filling the memory. */
const MAX_WAITING = 5_000;

/** The live items that one subscriber has not taken yet. */
export class Inbox {
  #waiting: Live[] = [];
  #wake: (() => void) | undefined;
  #closed = false;
  #overflowed = false;

  push(item: Live): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(item);
    else this.#overflowed = true;
    this.#wake?.();
  }

  /** Ends the waiting of {@link take}. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** The next item, as soon as there is one; undefined once closed. @throws ResyncRequired when items had to be dropped */
  async take(): Promise<Live | undefined> {
    for (;;) {
      if (this.#closed) return undefined;
      if (this.#overflowed) throw new ResyncRequired('This subscription was read too slowly.');
      const item = this.#waiting.shift();
      if (item) return item;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
