import { Injectable } from '@nestjs/common';
import type { ActorRef } from '@libs/domain';

/** Close codes of the graphql-ws protocol and of WebSocket (RFC 6455) that we use. */
export const closeCodes = { goingAway: 1001, forbidden: 4403 } as const;

interface OpenSocket {
  close(code: number, reason: string): void;
}

/** The WebSockets that are open in this process, by who opened them: so that somebody's can be closed when his rights end. */
@Injectable()
export class OpenSockets {
  readonly #sockets = new Map<string, Set<OpenSocket>>();

  /** Notes a socket. Returns a function that forgets it. */
  add(actor: ActorRef, socket: OpenSocket): () => void {
    const key = `${actor.kind}:${actor.id}`;
    const sockets = this.#sockets.get(key) ?? new Set();
    this.#sockets.set(key, sockets.add(socket));
    return () => {
      sockets.delete(socket);
      if (sockets.size === 0 && this.#sockets.get(key) === sockets) this.#sockets.delete(key);
    };
  }

  /**
   * Closes all sockets of an actor with code 4403, on which graphql-ws clients reconnect with fresh credentials and resume.
   * Returns how many there were.
   */
  closeOf(actor: ActorRef, reason: string): number {
    const sockets = [...(this.#sockets.get(`${actor.kind}:${actor.id}`) ?? [])];
    for (const socket of sockets) socket.close(closeCodes.forbidden, reason);
    return sockets.length;
  }

  /** Closes every socket with code 1001: clients reconnect elsewhere and resume. */
  closeAll(reason: string): void {
    for (const sockets of this.#sockets.values())
      for (const socket of [...sockets]) socket.close(closeCodes.goingAway, reason);
  }

  /** Number of open sockets. */
  get count(): number {
    return [...this.#sockets.values()].reduce((sum, sockets) => sum + sockets.size, 0);
  }
}
