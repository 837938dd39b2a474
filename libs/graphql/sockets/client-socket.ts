import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { CloseCode } from 'graphql-ws';
import type { HeldSocket, SocketHolder } from './held-socket.js';
import type { SocketSettings } from './socket.settings.js';

/** Close codes of WebSocket (RFC 6455, IANA registry) and of the graphql-ws protocol that we use. */
export const closeCodes = {
  /** The server stops: clients reconnect elsewhere and resume. */
  goingAway: 1001,
  /** The client breaks a limit that no honest one meets. Clients do not come back by themselves. */
  policy: 1008,
  /** Try again later: clients reconnect after a pause and resume. */
  tryAgain: 1013,
  /** Rights ended or changed: clients reconnect with fresh credentials and resume. */
  forbidden: 4403,
} as const;

/** A client that has not introduced itself by then is not let in. */
const INIT_MS = 3_000;
/** A socket that was told to close and does not answer is ended after this. */
const CLOSING_MS = 3_000;
/** Messages that may come at once, in seconds' worth. */
const BURST_SECONDS = 3;
/** As much may wait for a reader before no more of the past is read for him. */
const ROOM_BYTES = 65_536;

/** What all sockets of a process have in common. */
export interface SocketHost {
  readonly limits: Pick<SocketSettings, 'maxBufferedKilobytes' | 'maxMessagesPerSecond'>;
  /** A socket was closed for reading too slowly. */
  onSlow(): void;
  onClosed(socket: ClientSocket): void;
}

const log = new Logger('Sockets');

/**
 * A client's WebSocket with its limits: how fast it may send, and how much may wait for it. What graphql-ws writes to and reads from. Answers
 * pings: give it sockets of a server with `autoPong: false`.
 */
export class ClientSocket implements SocketHolder {
  #allowance: number;
  #lastMessage = performance.now();
  /** Everything written up to `bytes` waited at `since`, in ms of performance.now(). */
  #stall: { readonly bytes: number; readonly since: number } | undefined;
  #answered = true;
  #expiresAt = Infinity;
  #receive: ((text: string) => Promise<void>) | undefined;
  #closed: ((code: number, reason: string) => Promise<void>) | undefined;

  /** Else it is closed 3 s after it came. */
  hasIntroducedItself = false;

  constructor(
    private readonly socket: HeldSocket,
    private readonly wire: Socket,
    private readonly host: SocketHost,
  ) {
    this.#allowance = host.limits.maxMessagesPerSecond * BURST_SECONDS;
    socket.holdBy(this);
    setTimeout(closeIfSilent, INIT_MS, this).unref();
  }

  get protocol(): string {
    return this.socket.protocol;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Bytes that wait in this process for the client to read. */
  get buffered(): number {
    return this.wire.writableLength;
  }

  /**
   * Sends a frame at once, if the socket is open. Closes the socket instead when too much waits for it.
   * Hot path: no promise, and one write of a frame past `ws`, which frames are whole for as they are not compressed.
   */
  push(frame: Buffer): void {
    if (!this.isOpen) return;
    if (this.buffered > this.host.limits.maxBufferedKilobytes * 1024) this.cutAsSlow();
    else this.wire.write(frame);
  }

  /** Sends a text; settles when it was handed to the network. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (!this.isOpen) return resolve();
      if (this.buffered <= this.host.limits.maxBufferedKilobytes * 1024) return this.socket.send(text, () => resolve());
      this.cutAsSlow();
      resolve();
    });
  }

  /** Undefined while little waits for the client; else settles when all of it has been read, or the socket is closed. */
  room(): Promise<void> | undefined {
    if (this.buffered < ROOM_BYTES || !this.isOpen) return undefined;
    return new Promise((resolve) => {
      const done = (): void => {
        this.wire.off('drain', done).off('close', done);
        resolve();
      };
      this.wire.on('drain', done).on('close', done);
    });
  }

  /** Closes it, and ends it when the client does not answer within 3 s. Does nothing when it is closed already. */
  close(code?: number, reason?: string): void {
    if (!this.isOpen) return;
    this.socket.close(code, reason);
    setTimeout(() => this.socket.terminate(), CLOSING_MS).unref();
  }

  /** Closes a socket that reads too slowly. */
  cutAsSlow(): void {
    if (!this.isOpen) return;
    this.host.onSlow();
    this.close(closeCodes.tryAgain, 'You read too slowly: come back and resume after your last cursor.');
  }

  onMessage(receive: (text: string) => Promise<void>): void {
    this.#receive = receive;
  }

  onClose(closed: (code: number, reason: string) => Promise<void>): void {
    this.#closed = closed;
  }

  heardPong(): void {
    this.#answered = true;
  }

  /** ws would answer by itself, and end sockets that ping much without a word. */
  heardPing(data: Buffer): void {
    if (!this.#hear()) return;
    if (this.buffered > this.host.limits.maxBufferedKilobytes * 1024) this.cutAsSlow();
    else this.socket.pong(data);
  }

  heardMessage(data: Buffer): void {
    if (!this.#hear()) return;
    this.#receive?.(data.toString()).catch((error: unknown) => {
      if (isOfServersOnly(error)) return this.close(CloseCode.BadRequest, 'Invalid message received');
      log.error(error);
      this.close(CloseCode.InternalServerError, 'Internal server error');
    });
  }

  hasClosed(code: number, reason: string): void {
    this.host.onClosed(this);
    void this.#closed?.(code, reason);
  }

  /** Lets the caller's rights end in so many ms; the look of the next second closes the socket. */
  expireIn(ms: number): void {
    this.#expiresAt = performance.now() + ms;
  }

  /** Closes it when the caller's rights have ended, at `now` in ms of performance.now(). */
  closeIfExpired(now: number): void {
    if (now >= this.#expiresAt) this.close(closeCodes.forbidden, 'The access token expired.');
  }

  /** Asks for a sign of life; ends a socket that has not answered the last time. */
  ping(): void {
    if (!this.#answered) return this.socket.terminate();
    this.#answered = false;
    if (this.isOpen) this.socket.ping();
  }

  /** For how long the oldest of what waits for the client has waited, in ms, as far as it was looked at. Ask every second. */
  stalledFor(now: number): number {
    const waiting = this.buffered;
    if (waiting === 0) {
      this.#stall = undefined;
      return 0;
    }
    const read = this.wire.bytesWritten - waiting;
    if (!this.#stall || read >= this.#stall.bytes) this.#stall = { bytes: this.wire.bytesWritten, since: now };
    return now - this.#stall.since;
  }

  /** Counts a message or a ping; closes the socket when there are too many. */
  #hear(): boolean {
    if (!this.isOpen) return false;
    if (this.#mayTalk()) return true;
    this.close(closeCodes.policy, 'Too many messages at once.');
    return false;
  }

  #mayTalk(): boolean {
    const now = performance.now();
    const { maxMessagesPerSecond: rate } = this.host.limits;
    const earned = ((now - this.#lastMessage) / 1000) * rate;
    this.#allowance = Math.min(rate * BURST_SECONDS, this.#allowance + earned) - 1;
    this.#lastMessage = now;
    return this.#allowance >= 0;
  }
}

/** Whether graphql-ws says of a message that it is none of a client's, though of the protocol: `next`, `error` or `connection_ack`. */
function isOfServersOnly(error: unknown): boolean {
  return error instanceof Error && /^Unexpected message of type \w+ received$/.test(error.message);
}

function closeIfSilent(socket: ClientSocket): void {
  if (!socket.hasIntroducedItself)
    socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
}
