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
  /** Where he went live, and where he is since, until the process's reading has passed it. Packed when it is asked for. */
  #began: FeedCursor | undefined;
  #own: FeedCursor | undefined;
  hasLeft = false;

  constructor(
    /** One object for all who follow the same, once they are among the audience. */
    public filter: FactFilter,
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
    this.#began = position;
    this.#own = position;
    this.sink.push({ kind: 'caught-up', cursor: encodeCursor(position) });
    for (const placed of waiting) if (!this.hasLeft) this.fact(placed);
  }

  /** A fact that the process has read. */
  fact(placed: PlacedFact): void {
    if (this.#waiting) {
      if (this.#waiting.length < MOST_WAITING) this.#waiting.push(placed);
      else this.#missed = true;
      return;
    }
    if (this.#isPassedBy(placed.position) || !this.#began) return this.sink.push(placed);
    const { base } = this.#began;
    if (visibleIn(placed.xid, base)) return;
    const position = { ...placed.position, base };
    this.#own = position;
    this.sink.push({ ...placed, position, cursor: encodeCursor(position) });
  }

  /** A signal of one of his topics, while the process's reading is at `position`. Who still reads the past misses it. */
  signal(position: FeedCursor, shared: FeedItem & { readonly kind: 'signal' }): void {
    if (this.#waiting) return;
    if (this.#isPassedBy(position) || !this.#own) this.sink.push(shared);
    else this.sink.push({ ...shared, cursor: encodeCursor(this.#own) });
  }

  /** Whether the process's reading has come as far as this follower by himself; then its cursors are his too. */
  #isPassedBy(position: FeedCursor): boolean {
    if (this.#began && isLater(this.#began.base, position.base)) return false;
    this.#began = undefined;
    this.#own = undefined;
    return true;
  }
}
