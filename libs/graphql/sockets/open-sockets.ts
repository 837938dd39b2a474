import { Injectable } from '@nestjs/common';
import type { ActorRef } from '@libs/domain';
import { closeCodes } from './client-socket.js';

interface OpenSocket {
  close(code: number, reason: string): void;
}

type Entry = readonly [OpenSocket, ActorRef];

/** The WebSockets that are open in this process, by who opened them: so that somebody's can be closed when his rights end. */
@Injectable()
export class OpenSockets {
  readonly #sockets = new Map<string, Map<OpenSocket, ActorRef>>();

  /** Notes a socket. */
  add(actor: ActorRef, socket: OpenSocket): void {
    const key = keyOf(actor);
    const sockets = this.#sockets.get(key) ?? new Map<OpenSocket, ActorRef>();
    this.#sockets.set(key, sockets.set(socket, actor));
  }

  /** Forgets a socket that has closed. */
  remove(actor: ActorRef, socket: OpenSocket): void {
    const key = keyOf(actor);
    const sockets = this.#sockets.get(key);
    if (sockets?.delete(socket) && sockets.size === 0) this.#sockets.delete(key);
  }

  /**
   * Closes all sockets of an actor with code 4403, on which graphql-ws clients reconnect with fresh credentials and resume.
   * `only` limits it to some of them, by the actor as it was when the socket was opened. Returns how many there were.
   */
  closeOf<A extends ActorRef = ActorRef>(
    actor: ActorRef,
    reason: string,
    only: (actor: A) => boolean = () => true,
  ): number {
    return this.#close(this.#sockets.get(keyOf(actor)) ?? [], reason, only as (actor: ActorRef) => boolean);
  }

  /** Closes the sockets of all actors that match, as {@link closeOf} does. Returns how many there were. */
  closeWhere<A extends ActorRef = ActorRef>(matches: (actor: A) => boolean, reason: string): number {
    return this.#close(this.#all(), reason, matches as (actor: ActorRef) => boolean);
  }

  /** Closes every socket with code 1001: clients reconnect elsewhere and resume. */
  closeAll(reason: string): void {
    for (const [socket] of this.#all()) socket.close(closeCodes.goingAway, reason);
  }

  /** Number of open sockets. */
  get count(): number {
    return this.#all().length;
  }

  /** Number of open sockets of an actor. */
  countOf(actor: ActorRef): number {
    return this.#sockets.get(keyOf(actor))?.size ?? 0;
  }

  #all(): Entry[] {
    return [...this.#sockets.values()].flatMap((sockets) => [...sockets]);
  }

  #close(sockets: Iterable<Entry>, reason: string, matches: (actor: ActorRef) => boolean): number {
    const chosen = [...sockets].filter(([, actor]) => matches(actor));
    for (const [socket] of chosen) socket.close(closeCodes.forbidden, reason);
    return chosen.length;
  }
}

function keyOf({ kind, id }: ActorRef): string {
  return `${kind}:${id}`;
}
