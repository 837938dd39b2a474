import type { ClientSocket } from './client-socket.js';
import type { SocketSettings } from './socket.settings.js';

const LOOK_MS = 1_000;
/** Each socket is asked for a sign of life once in so many looks: spread, so that thousands are not asked at once. */
const PING_EVERY = 12;

type Limits = Pick<SocketSettings, 'maxBufferedMegabytes' | 'maxStallSeconds'>;

/** Looks after all sockets of this process once a second: ends dead ones, closes those that read too slowly or whose callers' rights have ended. One timer for all. */
export class SocketWatch {
  readonly #sockets = new Set<ClientSocket>();
  readonly #turns = Array.from({ length: PING_EVERY }, () => new Set<ClientSocket>());
  #added = 0;
  #looks = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly limits: Limits) {
    this.#timer = setInterval(() => this.look(performance.now()), LOOK_MS).unref();
  }

  add(socket: ClientSocket): void {
    this.#sockets.add(socket);
    this.#turns[(this.#added += 1) % PING_EVERY]?.add(socket);
  }

  delete(socket: ClientSocket): void {
    this.#sockets.delete(socket);
    for (const turn of this.#turns) turn.delete(socket);
  }

  /** Number of sockets, silent ones too. */
  get count(): number {
    return this.#sockets.size;
  }

  /** Bytes that wait in this process for clients to read. */
  get buffered(): number {
    let sum = 0;
    for (const socket of this.#sockets) sum += socket.buffered;
    return sum;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One look, at `now` in ms of performance.now(). */
  look(now: number): void {
    for (const socket of this.#turns[(this.#looks += 1) % PING_EVERY] ?? []) socket.ping();
    let buffered = 0;
    for (const socket of this.#sockets) {
      socket.closeIfExpired(now);
      if (socket.stalledFor(now) >= this.limits.maxStallSeconds * 1000) socket.cutAsSlow();
      else buffered += socket.buffered;
    }
    const limit = this.limits.maxBufferedMegabytes * 1_048_576;
    if (buffered <= limit) return;
    const slowest = [...this.#sockets].filter(({ isOpen }) => isOpen).toSorted((a, b) => b.buffered - a.buffered);
    for (const socket of slowest) {
      if (buffered <= limit) return;
      buffered -= socket.buffered;
      socket.cutAsSlow();
    }
  }
}
