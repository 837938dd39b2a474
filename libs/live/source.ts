/** Where the items of a stream go. None of its functions throws. */
export interface Sink<T> {
  push(item: T): void;
  /** Undefined when the past may be read on at once, else what to wait for: asked between portions of the past. */
  room(): Promise<void> | undefined;
  /** Nothing follows; with an error, that is why. Never called after the stream was left. */
  end(error?: Error): void;
}

/** A stream that pushes: it begins when it is given a sink. The function that it returns leaves it, at once and for good. */
export type Source<T> = (sink: Sink<T>) => () => void;
