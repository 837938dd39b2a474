import type { FactFilter, PlacedFact } from './fact-reader.js';
import type { Signal } from './fan-out.js';
import { encodeCursor, type FeedCursor, isLater, visibleIn } from './feed-cursor.js';
import type { Sink } from './source.js';

/** What a subscription receives. `cursor` is where to resume after this item. */
export type FeedItem =
  | PlacedFact
  | { readonly kind: 'signal'; readonly signal: Signal; readonly cursor: string }
  /** Everything up to the moment of subscribing has been delivered. */
  | { readonly kind: 'caught-up'; readonly cursor: string };

/** More live facts than this do not wait for a follower who still reads the past: he reads them from the database too. */
const MOST_WAITING = 1_000;

/** Somebody who follows the feed: first the past by himself, then what the process reads for all. */
export class Follower {
  /** Live facts that came while the past was read; undefined once it has been. */
  #waiting: PlacedFact[] | undefined = [];
  #missed = false;
  /** His own place, until the process's reading has passed it. */
  #own: { readonly position: FeedCursor; readonly cursor: string } | undefined;
  hasLeft = false;

  constructor(
    readonly filter: FactFilter,
    readonly topics: readonly string[],
    readonly sink: Sink<FeedItem>,
  ) {}

  /** Whether live facts were dropped since the last {@link beginReading}: then what has been read is not all. */
  get hasMissed(): boolean {
    return this.#missed;
  }

  /** A reading of the past begins. What waits was stored before it, so it comes with this reading or a later one. */
  beginReading(): void {
    this.#waiting = [];
    this.#missed = false;
  }

  /** The past has been read up to `position`: from here on facts are passed on as they come. */
  goLive(position: FeedCursor): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#own = { position, cursor: encodeCursor(position) };
    this.sink.push({ kind: 'caught-up', cursor: this.#own.cursor });
    for (const placed of waiting) if (!this.hasLeft) this.fact(placed);
  }

  /** A fact that the process has read. */
  fact(placed: PlacedFact): void {
    if (this.#waiting) {
      if (this.#waiting.length < MOST_WAITING) this.#waiting.push(placed);
      else this.#missed = true;
      return;
    }
    const own = this.#own;
    if (own === undefined || this.#isPassedBy(placed.position)) return this.sink.push(placed);
    const { base } = own.position;
    if (visibleIn(placed.xid, base)) return;
    const position = { ...placed.position, base };
    const cursor = encodeCursor(position);
    this.#own = { position: own.position, cursor };
    this.sink.push({ ...placed, position, cursor });
  }

  /** A signal of one of his topics, while the process's reading is at `position`. Who still reads the past misses it. */
  signal(position: FeedCursor, shared: FeedItem & { readonly kind: 'signal' }): void {
    if (this.#waiting) return;
    const own = this.#own;
    if (own === undefined || this.#isPassedBy(position)) this.sink.push(shared);
    else this.sink.push({ ...shared, cursor: own.cursor });
  }

  /** Whether the process's reading has come as far as this follower by himself; then its cursors are his too. */
  #isPassedBy(position: FeedCursor): boolean {
    if (this.#own && isLater(this.#own.position.base, position.base)) return false;
    this.#own = undefined;
    return true;
  }
}
