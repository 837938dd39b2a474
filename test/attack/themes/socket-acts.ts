import type { Judge } from '../attack.js';
import type { HostileSocket } from '../socket-client.js';
import type { World } from '../world.js';

/** An ordinary question. */
export const ME = { query: '{ me { kind } }' };
/** An ordinary subscription. */
export const MY_EVENTS = { query: 'subscription { presenceEvents(brandCode: "BCW") { cursor } }' };

/** Closed with one of these codes (or refused in the handshake with such a status). */
export const closedWith =
  (...codes: number[]): Judge =>
  ({ closed }) =>
    closed !== undefined && codes.includes(closed) ? [] : [`closed with ${closed ?? 'nothing: it stays open'}`];
/** It is closed, whatever the code. */
export const isClosed: Judge = ({ closed }) => (closed === undefined ? ['stays open'] : []);
/** It is still served. */
export const isAlive: Judge = ({ closed, body }) =>
  closed === undefined && body.includes('"data"')
    ? []
    : [`is not served any more (${closed ?? 'open'}): ${body.slice(0, 100)}`];

/** What one socket does. */
export type Act = (socket: HostileSocket, world: World) => Promise<void> | void;
/** What one socket does that it should not. */
export interface SocketAttack {
  readonly name: string;
  readonly act: Act;
  readonly expected: Judge;
  /** Whether it introduces itself first. */
  readonly isKnown?: boolean;
  /** Ask something ordinary afterwards, and look at that answer. */
  readonly thenAsks?: boolean;
  readonly cpuMs?: number;
  readonly wallMs?: number;
}

/** Says these messages. */
export const say =
  (...messages: (string | Uint8Array | object)[]): Act =>
  (socket) =>
    messages.forEach((message) => socket.say(message));
/** Says n messages. */
export const repeat =
  (n: number, message: (i: number) => string | object): Act =>
  (socket) => {
    for (let i = 0; i < n; i++) socket.say(message(i));
  };
/** A subscribe message. */
export const subscribe = (id: unknown, payload: unknown): object => ({ id, type: 'subscribe', payload });
