import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type RecordedFact, Refusal } from '@libs/domain';
import { ShutdownCoordinator, shutdownOrder } from '@libs/observability';
import { Audience } from './audience.js';
import { FanOut, type Signal } from './fan-out.js';
import { type FactFilter, FactReader, type PlacedFact } from './fact-reader.js';
import { decodeCursor, encodeCursor, type FeedCursor } from './feed-cursor.js';
import { Follower, type FeedItem } from './follower.js';
import { pullOf } from './inbox.js';
import type { Source } from './source.js';

export type { FactFilter } from './fact-reader.js';
export type { FeedItem } from './follower.js';

const POLL_MS = 2_000;
/** After so many deliveries in one go, other work of the process has its turn. */
const DELIVERIES_PER_TURN = 1_000;
/** A past that cannot be read is tried again after these pauses, then the stream ends with the error. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/** Where a stream begins, and what else than facts belongs to it. */
export interface FeedOptions {
  /** Cursor after which to resume; without one the stream begins now. */
  readonly after?: string | null;
  /** Topics of the signals that come between the facts. */
  readonly topics?: readonly string[];
}

/**
 * The live feed of facts in this process. One reading of the database per hint serves all followers; a slow poll covers lost
 * hints. Each follower gets every matching fact once, in order, from its cursor on. Hot path: once a follower has caught up, a fact
 * costs him one function call, no promise and no object; those whom it does not concern cost nothing.
 */
@Injectable()
export class FactFeed implements OnApplicationBootstrap {
  readonly #log = new Logger('FactFeed');
  readonly #audience = new Audience();
  readonly #taps = new Map<string, ((fact: RecordedFact) => void)[]>();
  #position: FeedCursor | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #poll: NodeJS.Timeout | undefined;
  /** The next asking for the present, for all who begin until it is sent. */
  #present: Promise<FeedCursor> | undefined;
  #asking: Promise<unknown> = Promise.resolve();

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
    for (const follower of this.#audience.all()) this.#end(follower);
  }

  /** Number of open streams. */
  get followers(): number {
    return this.#audience.count;
  }

  /** Calls `listener` for every fact of these types from now on, in this process. */
  tap(types: readonly string[], listener: (fact: RecordedFact) => void): void {
    for (const type of types) this.#taps.set(type, [...(this.#taps.get(type) ?? []), listener]);
  }

  /**
   * The facts that match `filter`, from the cursor on, or from now on without one; signals of the topics between them.
   * The first item after the past is `caught-up`. The past is read in portions of 500, as fast as the sink has room.
   * Ends with ResyncRequired for a cursor that cannot be resumed.
   */
  follow(filter: FactFilter, { after = null, topics = [] }: FeedOptions = {}): Source<FeedItem> {
    return (sink) => {
      const follower = new Follower(filter, topics, sink);
      // Attached before the past is read: what is stored in between arrives in both, and the snapshot tells which to skip.
      this.#audience.add(follower);
      void this.#begin(follower, after);
      return this.#leaverOf(follower);
    };
  }

  /**
   * As {@link follow}, for those who pull. Ending the iteration frees the subscriber at once.
   * @throws ResyncRequired (from `next`) for a cursor that cannot be resumed, and when the reader falls too far behind
   */
  open(filter: FactFilter, options: FeedOptions = {}): AsyncIterableIterator<FeedItem> {
    return pullOf(this.follow(filter, options));
  }

  async #begin(follower: Follower, after: string | null): Promise<void> {
    // Nothing is told before the follower has what he can leave by.
    await Promise.resolve();
    try {
      let position: FeedCursor;
      let complete = after === null;
      if (after === null) position = await this.#patiently(follower, () => this.#now());
      else {
        position = decodeCursor(after);
        const wanted = position;
        await this.#patiently(follower, () => this.reader.checkResumable(wanted));
      }
      while ((!complete || follower.hasMissed) && !follower.hasLeft) {
        await follower.sink.room();
        if (follower.hasLeft) return;
        const from = position;
        const page = await this.#patiently(follower, () => {
          follower.beginReading();
          return this.reader.after(from, follower.filter);
        });
        for (const placed of page.facts) if (!follower.hasLeft) follower.sink.push(placed);
        ({ next: position, complete } = page);
      }
      if (this.#stopped) this.#end(follower);
      else if (!follower.hasLeft) follower.goLive(position);
    } catch (error) {
      this.#end(follower, error as Error);
    }
  }

  /** Reads again while the database is away for a moment: a stream that was accepted is not lost by that. */
  async #patiently<T>(follower: Follower, read: () => Promise<T>): Promise<T> {
    for (const ms of PAUSES_MS) {
      try {
        return await read();
      } catch (error) {
        if (error instanceof Refusal || follower.hasLeft || this.#stopped) throw error;
        this.#log.warn(`Reading the past of a stream failed, next try in ${ms} ms: ${(error as Error).message}`);
        await pause(ms, undefined, { ref: false });
      }
    }
    return read();
  }

  /** The present, by one question for all who ask while another is under way; never by one that was sent before. */
  #now(): Promise<FeedCursor> {
    this.#present ??= this.#asking.then(() => {
      this.#present = undefined;
      const answer = this.reader.now();
      this.#asking = answer.catch(() => undefined);
      return answer;
    });
    return this.#present;
  }

  /** Made where it sees the follower and nothing else: it is kept as long as he follows. */
  #leaverOf(follower: Follower): () => void {
    return () => this.#leave(follower);
  }

  #leave(follower: Follower): void {
    if (follower.hasLeft) return;
    follower.hasLeft = true;
    this.#audience.delete(follower);
  }

  #end(follower: Follower, error?: Error): void {
    if (follower.hasLeft) return;
    this.#leave(follower);
    follower.sink.end(error);
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
      let deliveries = 0;
      for (let complete = false; !complete && this.#position;) {
        const page = await this.reader.after(this.#position, {});
        for (const placed of page.facts) {
          deliveries += this.#deliver(placed);
          this.#position = placed.position;
          if (deliveries < DELIVERIES_PER_TURN) continue;
          deliveries = 0;
          await breath();
        }
        ({ next: this.#position, complete } = page);
      }
    } catch (error) {
      this.#log.warn(`Reading the feed failed, the next poll tries again: ${(error as Error).message}`);
    }
  }

  #deliver(placed: PlacedFact): number {
    for (const listener of this.#taps.get(placed.fact.type) ?? []) {
      try {
        listener(placed.fact);
      } catch (error) {
        // One listener's fault must not make the reading start over for all.
        this.#log.error(error);
      }
    }
    return this.#audience.forFact(placed.fact, (follower) => follower.fact(placed));
  }

  #deliverSignal(signal: Signal): void {
    const position = this.#position;
    if (!position) return;
    const shared = { kind: 'signal' as const, signal, cursor: encodeCursor(position) };
    for (const follower of this.#audience.ofTopic(signal.topic)) follower.signal(position, shared);
  }
}
