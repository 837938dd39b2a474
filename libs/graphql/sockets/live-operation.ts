import type { Sink, Source } from '@libs/live';
import type { JudgedArgs, OpenResults, Rendered, Viewer, Viewing } from './shared-results.js';
import type { LiveStream } from './stream.js';

/** Where the messages of an operation go. */
export interface Outlet {
  /** Sends the frame of a message. Never throws; what is sent too fast for the reader has its own consequences. */
  push(frame: Buffer): void;
  /** Undefined while the reader keeps up, else what to wait for. */
  room(): Promise<void> | undefined;
}

/** Whoever shows items slower than they come is not helped by waiting. */
const MOST_WAITING = 5_000;

/**
 * One subscription over a socket: its `next` messages go to the outlet as soon as an item is pushed, without a promise, an iterator's
 * step or a serialisation per subscriber. Thousands are open: it holds no more of its request than its results depend on.
 */
export abstract class LiveOperation implements Sink<object>, Viewing {
  readonly show: Viewing['show'];
  readonly sharedBy: Viewing['sharedBy'];
  readonly viewer: Viewer;
  readonly #open: ReturnType<OpenResults['of']>;
  /** The stream, until it begins. */
  #source: Source<object> | undefined;
  #leave: (() => void) | undefined;
  #isOver = false;
  /** Items behind one that is not ready yet. */
  #waiting: object[] | undefined;
  #settled: Promise<void> | undefined;

  constructor(
    { source, show, sharedBy }: LiveStream,
    args: JudgedArgs,
    readonly id: string,
    private readonly outlet: Outlet,
    private readonly results: OpenResults,
  ) {
    const { actor, credentials, transport, requestId } = args.contextValue;
    this.show = show;
    this.sharedBy = sharedBy;
    this.viewer = { actor, credentials, transport, requestId };
    this.#source = source;
    this.#open = results.of(args);
  }

  /** The stream ended by itself, with an error or without. Called once at most, and not after {@link return}. */
  protected abstract over(error?: Error): void;

  /** Begins the stream. */
  begin(): void {
    const source = this.#source;
    this.#source = undefined;
    if (source && !this.#isOver) this.#leave = source(this);
  }

  /** Ends it because its client wants no more, or is gone. */
  return(): Promise<IteratorResult<never, undefined>> {
    this.#finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  push(item: object): void {
    if (this.#isOver) return;
    if (this.#waiting) {
      if (this.#waiting.push(item) > MOST_WAITING) this.end(new Error('The payloads of a stream are made too slowly.'));
      return;
    }
    let rendered: Rendered | Promise<Rendered>;
    try {
      rendered = this.#open.results.of(item, this);
    } catch (error) {
      return this.end(error as Error);
    }
    if (!(rendered instanceof Promise)) return this.#send(rendered);
    this.#waiting = [];
    this.#settled = this.#sendInOrder(rendered, this.#waiting);
  }

  room(): Promise<void> | undefined {
    return this.#settled ? this.#settled.then(() => this.outlet.room()) : this.outlet.room();
  }

  end(error?: Error): void {
    if (this.#isOver) return;
    this.#finish();
    this.over(error);
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting = undefined;
    this.#leave?.();
    this.results.giveBack(this.#open);
  }

  async #sendInOrder(first: Promise<Rendered>, waiting: object[]): Promise<void> {
    try {
      this.#send(await first);
      for (let item = waiting.shift(); item && !this.#isOver; item = waiting.shift())
        this.#send(await this.#open.results.of(item, this));
    } catch (error) {
      return this.end(error as Error);
    }
    this.#waiting = undefined;
    this.#settled = undefined;
  }

  #send(message: Rendered): void {
    if (message !== undefined && !this.#isOver) this.outlet.push(message.frameFor(this.id));
  }
}
