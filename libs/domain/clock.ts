/**
 * The only source of "now" in business code. Injected, so that tests and the demo move time by hand.
 */
export abstract class Clock {
  /** The current instant. */
  abstract now(): Date;
}

/** The machine's own clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

/**
 * A clock that runs with the machine's but can be moved forward, for tests and for the demo's own server.
 * `frozen` stops it: only `advance` and `set` move it then.
 */
export class ManualClock extends Clock {
  #offsetMs = 0;
  #frozenAt: number | undefined;

  constructor(options: { frozenAt?: Date } = {}) {
    super();
    this.#frozenAt = options.frozenAt?.getTime();
  }

  override now(): Date {
    return new Date((this.#frozenAt ?? Date.now()) + this.#offsetMs);
  }

  /** Moves the clock forward. `ms` is in milliseconds and must not be negative. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('A clock only moves forward.');
    this.#offsetMs += ms;
  }

  /** Stops the clock at `instant`. */
  freeze(instant: Date): void {
    this.#frozenAt = instant.getTime();
    this.#offsetMs = 0;
  }
}
