import { WebSocket } from 'ws';
import { readText } from './message-text.js';

/** What a receiver subscribes to, and as whom. */
export interface ReceiverPlan {
  readonly id: string;
  /** Servers that it may use, the first one first. */
  readonly urls: readonly string[];
  readonly token: string;
  readonly address: string;
  /** Chat to follow; without one, all chats of the brands. */
  readonly chatId?: string;
  /** Subscriptions of the same on this one socket; 1 when left out. */
  readonly copies?: number;
  /** Number of the last message before the receiver came, when it can be said. */
  readonly knows?: number;
}

/** What went wrong for a receiver. All of it must be 0. */
export interface Faults {
  gaps: number;
  repeats: number;
  refused: number;
}

interface Payload {
  readonly cursor: string;
  readonly event: {
    readonly __typename: string;
    readonly chatId?: string;
    readonly message?: { readonly text: string };
  };
}

const FIELDS =
  'cursor event { __typename ... on ChatMessageSentEvent { chatId message { text author { kind id name } sentAt } } }';
const ONE_CHAT = `subscription ($chatId: ID!, $after: String) { chatEvents(chatId: $chatId, after: $after) { ${FIELDS} } }`;
const ALL_CHATS = `subscription ($after: String) { chatDeskEvents(after: $after) { ${FIELDS} } }`;
const COME_BACK_MS = 100;

/**
 * A client as thin as one can be: it resumes with its cursor, checks that the numbered messages of each chat follow one another, and
 * notes how old they are when they arrive.
 */
export class Receiver {
  readonly latencies: number[] = [];
  readonly faults: Faults = { gaps: 0, repeats: 0, refused: 0 };
  readonly closeCodes: number[] = [];
  readonly #last = new Map<string, number>();
  #socket: WebSocket | undefined;
  #cursor: string | undefined;
  #url = 0;
  #caughtUp: (() => void) | undefined;
  #stays = false;

  constructor(private plan: ReceiverPlan) {
    if (plan.chatId && plan.knows !== undefined) this.#last.set(plan.chatId, plan.knows);
  }

  /** Connects, subscribes from the cursor on, and resolves when the past is delivered. Comes back by itself when it is closed. */
  open(): Promise<void> {
    this.#stays = true;
    return new Promise((resolve) => {
      this.#caughtUp = resolve;
      this.#connect();
    });
  }

  /** Ends the socket as a broken network does. */
  cut(): void {
    this.#stays = false;
    this.#socket?.terminate();
  }

  /** Reads nothing any more, while the socket stays open. */
  pause(): void {
    this.#socket?.pause();
  }

  /** Reads again what the kernel and the network have kept. */
  resume(): void {
    this.#socket?.resume();
  }

  /** Number of the last message of a chat; 0 before the first. */
  lastOf(chatId: string): number {
    return this.#last.get(chatId) ?? 0;
  }

  /** A fresher token for the next connection. */
  renew(token: string): void {
    this.plan = { ...this.plan, token };
  }

  get follows(): string | undefined {
    return this.plan.chatId;
  }

  get person(): string {
    return this.plan.id;
  }

  #connect(): void {
    const url = this.plan.urls[this.#url % this.plan.urls.length] ?? '';
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
      headers: { 'x-forwarded-for': this.plan.address },
    });
    this.#socket = socket;
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${this.plan.token}` } }));
    });
    socket.on('message', (data: Buffer) => this.#hear(socket, data.toString()));
    // Said again by "close".
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      this.closeCodes.push(code);
      if (!this.#stays || this.#socket !== socket) return;
      // Told to go elsewhere, or nobody there.
      this.#url += 1;
      setTimeout(() => this.#stays && this.#socket === socket && this.#connect(), COME_BACK_MS);
    });
  }

  #hear(socket: WebSocket, text: string): void {
    const message = JSON.parse(text) as { type: string; id?: string; payload?: { data?: Record<string, Payload> } };
    if (message.type === 'connection_ack') return this.#subscribe(socket);
    if (message.type === 'ping') return socket.send('{"type":"pong"}');
    if (message.type === 'error' || message.type === 'complete') {
      this.faults.refused += 1;
      return;
    }
    const payload = Object.values(message.payload?.data ?? {})[0];
    // Copies only make the server work.
    if (message.type !== 'next' || message.id !== '0' || !payload) return;
    this.#cursor = payload.cursor;
    if (payload.event.__typename === 'CaughtUp') {
      this.#caughtUp?.();
      this.#caughtUp = undefined;
    } else if (payload.event.message && payload.event.chatId) {
      this.#note(payload.event.chatId, payload.event.message.text);
    }
  }

  #subscribe(socket: WebSocket): void {
    const { chatId, copies = 1 } = this.plan;
    const query = chatId ? ONE_CHAT : ALL_CHATS;
    const variables = { ...(chatId && { chatId }), ...(this.#cursor && { after: this.#cursor }) };
    for (let id = 0; id < copies; id += 1)
      socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query, variables } }));
  }

  #note(chatId: string, text: string): void {
    const message = readText(text);
    if (!message) return;
    const last = this.#last.get(chatId);
    if (last !== undefined && message.number > last + 1) this.faults.gaps += message.number - last - 1;
    if (last !== undefined && message.number <= last) this.faults.repeats += 1;
    this.#last.set(chatId, Math.max(message.number, last ?? 0));
    this.latencies.push(Date.now() - message.sentAt);
  }
}
