import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import type { Reply } from './attack.js';

/** A message of the graphql-transport-ws protocol. */
export interface SocketMessage {
  readonly type?: string;
  readonly id?: string;
  readonly payload?: unknown;
}

const PROTOCOL = 'graphql-transport-ws';
const POLL_MS = 2;

/** A WebSocket that says what it is told to, and keeps what it hears. */
export class HostileSocket {
  readonly heard: SocketMessage[] = [];
  /** Close code; for a refused handshake the HTTP status. */
  closed: number | undefined;
  reason = '';
  readonly #client: WebSocket;
  #sent = '';

  constructor(url: string, protocols: string | string[] = PROTOCOL, options: ClientOptions = {}) {
    this.#client = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocols, options);
    this.#client.on('message', (data: Buffer) => {
      const text = data.toString();
      try {
        this.heard.push(JSON.parse(text) as SocketMessage);
      } catch {
        this.heard.push({ type: 'no JSON', payload: text });
      }
    });
    this.#client.on('unexpected-response', (_request, response) => {
      this.closed = response.statusCode ?? 0;
      response.destroy();
    });
    this.#client.on('close', (code, reason) => {
      this.closed ??= code;
      this.reason = reason.toString();
    });
    this.#client.on('error', () => (this.closed ??= this.#client.readyState === WebSocket.OPEN ? undefined : 0));
  }

  /** The client beneath: to pause it, to end it, to send what no protocol knows. */
  get raw(): WebSocket {
    return this.#client;
  }

  get isOpen(): boolean {
    return this.closed === undefined && this.#client.readyState === WebSocket.OPEN;
  }

  /** Waits for the handshake, whatever comes of it. */
  async opened(): Promise<this> {
    await this.until(() => this.closed !== undefined || this.#client.readyState === WebSocket.OPEN);
    return this;
  }

  /** Opens and introduces itself. */
  async introduce(token: string | undefined): Promise<this> {
    await this.opened();
    this.say({ type: 'connection_init', ...(token && { payload: { authorization: `Bearer ${token}` } }) });
    await this.until(() => this.closed !== undefined || this.heard.some(({ type }) => type === 'connection_ack'));
    return this;
  }

  /** Sends text, bytes, or a message as JSON. Nothing when it is closed. */
  say(message: string | Uint8Array | object, options: { binary?: boolean; fin?: boolean } = {}): void {
    const data = typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message);
    this.#sent += Buffer.from(data).subarray(0, 100_000).toString();
    if (this.#client.readyState === WebSocket.OPEN) this.#client.send(data, options, () => undefined);
  }

  /** What was said about one operation: until it ended, or the socket was closed. */
  async answerTo(id: string, mostMs = 5_000): Promise<Reply> {
    const ends = ({ type, id: of }: SocketMessage): boolean => of === id && (type === 'complete' || type === 'error');
    const came = await this.until(() => this.closed !== undefined || this.heard.some(ends), mostMs);
    return this.reply((message) => message.id === id, !came);
  }

  /** All that was heard so far, as a reply. */
  reply(only: (message: SocketMessage) => boolean = () => true, silent = false): Reply {
    const messages = this.heard.filter(only);
    const bodies = messages
      .filter(({ type }) => type === 'next' || type === 'error')
      .map(({ type, payload }) => JSON.stringify(type === 'error' ? { errors: payload } : payload));
    return {
      closed: this.closed,
      text: `${JSON.stringify(messages)} ${this.reason}`,
      body: bodies.join('\n') || this.reason,
      silent,
      sent: this.#sent,
    };
  }

  /** Waits for the end. False when it does not come in time. */
  async ended(mostMs = 5_000): Promise<boolean> {
    return this.until(() => this.closed !== undefined, mostMs);
  }

  /** Waits until something holds; false when it does not in time. */
  async until(holds: () => boolean, mostMs = 5_000): Promise<boolean> {
    for (const began = performance.now(); !holds(); await new Promise((resolve) => setTimeout(resolve, POLL_MS)))
      if (performance.now() - began > mostMs) return false;
    return true;
  }

  /** Closes it, waits for that, and forgets what was said. */
  async close(): Promise<void> {
    if (this.#client.readyState !== WebSocket.CLOSED) {
      const closed = once(this.#client, 'close').catch(() => undefined);
      this.#client.terminate();
      await closed;
    }
    this.heard.length = 0;
    this.#sent = '';
  }
}
