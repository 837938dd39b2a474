/** Something short-lived that is not worth a fact, e.g. "is typing": whoever misses it misses nothing. */
export interface Signal {
  readonly topic: string;
  /** Plain JSON data, at most 7,000 bytes. */
  readonly data: object;
}

/**
 * How processes tell one another that there is news. Hints only: facts are read from the database, so a lost hint delays
 * and never loses. Carried by PostgreSQL, or by Redis when there is one.
 */
export abstract class FanOut {
  /** Calls back when facts may have been stored, after every reconnect, and every half second while other processes cannot be heard. */
  abstract onFacts(listener: () => void): void;
  /** Calls back for each signal that any process sends. */
  abstract onSignal(listener: (signal: Signal) => void): void;
  /** Says that facts of this process are committed: to this process at once, to the others within some milliseconds. Never throws. */
  abstract announce(): void;
  /** Sends a signal to all processes, this one included. Others miss it while they cannot be reached; never rejects. */
  abstract signal(signal: Signal): Promise<void>;
  /** Starts to listen. Does not reject when what carries the news is away: that is tried again for ever. */
  abstract start(): Promise<void>;
  abstract stop(): Promise<void>;
  /** Whether this process hears the others now. */
  abstract readonly isConnected: boolean;
}
