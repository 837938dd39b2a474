import { networkOf } from '@libs/rate-limits';
import type { SocketSettings } from './socket.settings.js';

interface Count {
  open: number;
  silent: number;
}

/** How many WebSockets each address has open, and how many of them are not accepted yet. */
export class SocketAdmission {
  readonly #counts = new Map<string, Count>();
  #silent = 0;

  constructor(private readonly settings: Pick<SocketSettings, 'maxPerAddress' | 'maxSilentPerAddress'>) {}

  /** Lets a socket in, silent until {@link accepted}; false when its address has too many. */
  enter(address: string): boolean {
    const network = networkOf(address);
    const count = this.#counts.get(network) ?? { open: 0, silent: 0 };
    if (count.open >= this.settings.maxPerAddress || count.silent >= this.settings.maxSilentPerAddress) return false;
    count.open += 1;
    count.silent += 1;
    this.#silent += 1;
    this.#counts.set(network, count);
    return true;
  }

  /** A socket that was let in has been accepted. */
  accepted(address: string): void {
    const count = this.#counts.get(networkOf(address));
    if (!count) return;
    count.silent -= 1;
    this.#silent -= 1;
  }

  /** A socket is gone. */
  left(address: string, wasAccepted: boolean): void {
    if (!wasAccepted) this.accepted(address);
    const network = networkOf(address);
    const count = this.#counts.get(network);
    if (count && (count.open -= 1) === 0) this.#counts.delete(network);
  }

  /** Number of sockets that have not been accepted yet. */
  get silent(): number {
    return this.#silent;
  }
}
