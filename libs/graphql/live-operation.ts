import type { ExecutionResult } from 'graphql';
import type { Sink } from '@libs/live';
import type { JudgedArgs, OpenResults, Rendered, Viewing } from './shared-results.js';
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
 * One subscription over a socket. To graphql-ws it is an iterator that yields nothing and ends, or fails, with the stream; the `next`
 * messages go past it, as soon as an item is pushed: without a promise, an iterator's step or a serialisation per subscriber.
 */
export class LiveOperation implements AsyncIterableIterator<ExecutionResult, undefined>, Sink<object>, Viewing {
  readonly #open: ReturnType<OpenResults['of']>;
  readonly #over = Promise.withResolvers<IteratorResult<ExecutionResult, undefined>>();
  #leave: (() => void) | undefined;
  #isOver = false;
  /** Items behind one that is not ready yet. */
  #waiting: object[] | undefined;
  #settled: Promise<void> | undefined;

  constructor(
    readonly stream: LiveStream,
    readonly args: JudgedArgs,
    private readonly id: string,
    private readonly outlet: Outlet,
    private readonly results: OpenResults,
  ) {
    this.#open = results.of(args);
  }

  /** Begins the stream. Settles when it is over. */
  next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (!this.#isOver) this.#leave ??= this.stream.source(this);
    return this.#over.promise;
  }

  return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
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
    this.#isOver = true;
    this.#waiting = undefined;
    this.#leave?.();
    this.results.giveBack(this.#open);
    if (error) this.#over.reject(error);
    else this.#over.resolve({ done: true, value: undefined });
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
