import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { RecordedFact } from '@libs/domain';
import { ShutdownCoordinator, shutdownOrder } from '@libs/observability';
import { FanOut, type Signal } from './fan-out.js';
import { type FactFilter, FactReader, type PlacedFact } from './fact-reader.js';
import { decodeCursor, encodeCursor, type FeedCursor, isLater, visibleIn } from './feed-cursor.js';
import { Inbox, type Live } from './inbox.js';

export type { FactFilter } from './fact-reader.js';

/** What a subscription receives. `cursor` is where to resume after this item. */
export type FeedItem =
  | { readonly kind: 'fact'; readonly fact: RecordedFact; readonly cursor: string }
  | { readonly kind: 'signal'; readonly signal: Signal; readonly cursor: string }
  /** Everything up to the moment of subscribing has been delivered. */
  | { readonly kind: 'caught-up'; readonly cursor: string };

interface Subscriber {
  readonly filter: FactFilter;
  readonly topics: readonly string[];
  readonly push: (item: Live) => void;
  /** Ends the stream. */
  readonly close: () => void;
}

const POLL_MS = 2_000;

/**
 * The live feed of facts in this process. One reading of the database per hint serves all subscribers; a slow poll covers lost
 * hints. Each subscriber gets every matching fact once, in order, from its cursor on.
 */
@Injectable()
export class FactFeed implements OnApplicationBootstrap {
  readonly #log = new Logger('FactFeed');
  readonly #subscribers = new Set<Subscriber>();
  #position: FeedCursor | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #poll: NodeJS.Timeout | undefined;

  constructor(
    private readonly reader: FactReader,
    private readonly fanOut: FanOut,
    private readonly shutdown: ShutdownCoordinator,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.shutdown.onShutdown(shutdownOrder.flush, 'live feed', () => this.stop());
    this.fanOut.onFacts(() => this.#hint());
    this.fanOut.onSignal((signal) => this.#deliverSignal(signal));
    this.#position = await this.reader.now();
    await this.fanOut.start();
    this.#poll = setInterval(() => this.#hint(), POLL_MS).unref();
  }

  /** Stops reading; open streams end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#poll);
    await this.fanOut.stop();
    await this.#reading;
    for (const subscriber of this.#subscribers) subscriber.close();
  }

  /** Calls `listener` for every fact of these types from now on, in this process. */
  tap(types: readonly string[], listener: (fact: RecordedFact) => void): void {
    const push = (item: Live): void => {
      try {
        if ('fact' in item) listener(item.fact);
      } catch (error) {
        // One listener's fault must not make the reading start over for all.
        this.#log.error(error);
      }
    };
    this.#subscribers.add({ filter: { types }, topics: [], push, close: () => undefined });
  }

  /**
   * The facts that match `filter`, from the cursor `after` on, or from now on without one; signals of `topics` between them.
   * The first item after the past is `caught-up`. Ending the iteration frees the subscriber at once.
   * @throws ResyncRequired (from `next`) for a cursor that cannot be resumed, and when the reader falls too far behind
   */
  open(
    filter: FactFilter,
    options: { after?: string | null; topics?: readonly string[] } = {},
  ): AsyncIterableIterator<FeedItem> {
    const inbox = new Inbox();
    const close = (): void => {
      this.#subscribers.delete(subscriber);
      inbox.close();
    };
    const push = (item: Live): void => inbox.push(item);
    const subscriber: Subscriber = { filter, topics: options.topics ?? [], push, close };
    const stream = this.#stream(subscriber, inbox, options.after ?? null);
    return {
      next: () => stream.next(),
      // A generator that waits cannot be returned from outside: it is woken first.
      return: async () => {
        close();
        return stream.return(undefined);
      },
      throw: async (error) => {
        close();
        return stream.throw(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  async *#stream(subscriber: Subscriber, inbox: Inbox, after: string | null): AsyncGenerator<FeedItem, undefined> {
    // Attached before the past is read: what is stored in between arrives in both, and the snapshot tells which to skip.
    this.#subscribers.add(subscriber);
    try {
      let position = after === null ? await this.reader.now() : decodeCursor(after);
      if (after !== null) {
        await this.reader.checkResumable(position);
        for (let complete = false; !complete;) {
          const page = await this.reader.after(position, subscriber.filter);
          for (const { fact, cursor } of page.facts) yield { kind: 'fact', fact, cursor };
          ({ next: position, complete } = page);
        }
      }
      let cursor = encodeCursor(position);
      yield { kind: 'caught-up', cursor };
      // The process's reading may still be behind what this stream has read by itself.
      let behind = true;
      for (;;) {
        const item = await inbox.take();
        if (!item) return undefined;
        if ('signal' in item) {
          yield { kind: 'signal', signal: item.signal, cursor };
          continue;
        }
        behind = behind && isLater(position.base, item.position.base);
        if (behind && visibleIn(item.xid, position.base)) continue;
        cursor = behind ? encodeCursor({ ...item.position, base: position.base }) : item.cursor;
        yield { kind: 'fact', fact: item.fact, cursor };
      }
    } finally {
      this.#subscribers.delete(subscriber);
    }
  }

  #hint(): void {
    if (this.#stopped) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#again) {
        this.#again = false;
        this.#hint();
      }
    });
  }

  async #read(): Promise<void> {
    try {
      for (let complete = false; !complete && this.#position;) {
        const page = await this.reader.after(this.#position, {});
        for (const placed of page.facts) this.#deliver(placed);
        ({ next: this.#position, complete } = page);
      }
    } catch (error) {
      this.#log.warn(`Reading the feed failed, the next poll tries again: ${(error as Error).message}`);
    }
  }

  #deliver(placed: PlacedFact): void {
    for (const subscriber of this.#subscribers) if (matches(subscriber.filter, placed.fact)) subscriber.push(placed);
  }

  #deliverSignal(signal: Signal): void {
    for (const subscriber of this.#subscribers)
      if (subscriber.topics.includes(signal.topic)) subscriber.push({ signal });
  }
}

function matches(filter: FactFilter, fact: RecordedFact): boolean {
  return (
    (!filter.types || filter.types.includes(fact.type)) &&
    (!filter.aggregateIds || filter.aggregateIds.includes(fact.aggregateId)) &&
    (!filter.brandIds || fact.brandId === null || filter.brandIds.includes(fact.brandId))
  );
}
