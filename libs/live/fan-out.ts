/** Something short-lived that is not worth a fact, e.g. "is typing": whoever misses it misses nothing. */
export interface Signal {
  readonly topic: string;
  /** Plain JSON data, at most 7,000 bytes. */
  readonly data: object;
}

/**
 * How processes tell one another that there is news. Hints only: facts are read from the database, so a lost hint delays
 * and never loses. One adapter on PostgreSQL; a second, for scale-out, can stand beside it.
 */
export abstract class FanOut {
  /** Calls back when facts may have been stored, and after every reconnect. */
  abstract onFacts(listener: () => void): void;
  /** Calls back for each signal that any process sends. */
  abstract onSignal(listener: (signal: Signal) => void): void;
  /** Sends a signal to all processes, this one included. */
  abstract signal(signal: Signal): Promise<void>;
  abstract start(): Promise<void>;
  abstract stop(): Promise<void>;
}
