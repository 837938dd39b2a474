import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { EVENT, STREAMS } from '../e2e/chat/chat-documents.js';
import type { Payload } from '../e2e/chat/chat-stream.js';
import type { Person } from './stage.js';

const PAUSE_MS = 100;
/** The desk's stream without what it reads from the database for each event. */
const DOCUMENTS = {
  chatEvents: STREAMS.chatEvents,
  chatDeskEvents: `subscription ($brandCode: String, $after: String) {
    chatDeskEvents(brandCode: $brandCode, after: $after) { cursor event { ${EVENT} } } }`,
};

/** A subscriber that comes back after every break with the cursor of what it has seen last. */
export class Reader {
  /** All events of stored facts, in the order in which they came. */
  readonly payloads: Payload[] = [];
  /** When each chat's message, by its text, came first: ms of `performance.now()`. */
  readonly seenAt = new Map<string, number>();
  /** When each connection had caught up. */
  readonly caughtUpAt: number[] = [];
  /** Codes of errors with which the server refused or ended the subscription. */
  readonly refusals: string[] = [];
  #cursor: string | undefined;
  #stop: (() => void) | undefined;
  #stopped = false;
  #running: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    readonly who: Person,
    private readonly stream: keyof typeof DOCUMENTS,
    private readonly variables: Readonly<Record<string, unknown>>,
    cursor?: string,
  ) {
    this.#cursor = cursor;
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** Reads until {@link stop}; resolves when it has caught up for the first time. */
  async start(): Promise<void> {
    this.#running = this.#run();
    while (this.caughtUpAt.length === 0) {
      if (this.refusals.length > 0) throw new Error(`A subscription was refused: ${this.refusals.join(', ')}`);
      await delay(10);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stop?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (; !this.#stopped; await delay(PAUSE_MS)) await this.#connect();
  }

  async #connect(): Promise<void> {
    const client = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.who.token}` },
      retryAttempts: 0,
      lazy: true,
    });
    const variables = { ...this.variables, ...(this.#cursor && { after: this.#cursor }) };
    await new Promise<void>((resolve) => {
      this.#stop = resolve;
      client.subscribe<Record<string, Payload>>(
        { query: DOCUMENTS[this.stream], variables },
        {
          next: ({ data, errors }) => {
            for (const { extensions } of errors ?? []) this.refusals.push(String(extensions?.['code']));
            for (const payload of Object.values(data ?? {})) this.#take(payload);
          },
          error: (error) => {
            if (Array.isArray(error))
              for (const { extensions } of error as { extensions?: Record<string, unknown> }[])
                this.refusals.push(String(extensions?.['code']));
            resolve();
          },
          complete: resolve,
        },
      );
    });
    await client.dispose();
  }

  #take(payload: Payload): void {
    this.#cursor = payload.cursor;
    const { event } = payload;
    if (event.__typename === 'CaughtUp') this.caughtUpAt.push(performance.now());
    if (['CaughtUp', 'ChatTypingEvent'].includes(event.__typename)) return;
    this.payloads.push(payload);
    const text = event.__typename === 'ChatMessageSentEvent' ? (event['message'] as { text: string }).text : undefined;
    if (text !== undefined && !this.seenAt.has(text)) this.seenAt.set(text, performance.now());
  }
}
