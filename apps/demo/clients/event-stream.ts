import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Party } from './party.js';
import { expectThat, type Shown, StoryBroken } from './shown.js';

/** Longest wait for an event, in ms. */
const PATIENCE_MS = 10_000;

interface Payload {
  readonly cursor: string;
  readonly event: Shown;
}

/** The events of one subscription, as they come, with the cursor to resume after. */
export class EventStream {
  /** All that has come, in order. */
  readonly seen: Shown[] = [];
  /** Of the last event. */
  cursor: string | undefined;
  readonly #client: Client;
  readonly #sockets = new Set<WebSocket>();
  readonly #waiting = new Set<() => void>();
  #taken = 0;
  #end: string | undefined;

  constructor(
    private readonly party: Party,
    document: string,
    variables: object,
    private readonly show: (payload: Shown) => string | undefined,
  ) {
    const sockets = this.#sockets;
    class KnownSocket extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol);
        sockets.add(this);
      }
    }
    this.#client = createClient({
      url: `${party.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: KnownSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${party.token ?? ''}` },
    });
    void this.#read(document, { ...variables });
  }

  /** The next event of this type (that `matches`) after those that were waited for before. @throws StoryBroken after 10 s */
  async next(type: string, matches: (event: Shown) => boolean = () => true): Promise<Shown> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const index = this.seen.findIndex((event, i) => i >= this.#taken && event.__typename === type && matches(event));
      const found = this.seen[index];
      if (found) {
        this.#taken = index + 1;
        return found;
      }
      if (this.#end) throw new StoryBroken(`${this.party.name} lost the connection: ${this.#end}`);
      const left = deadline - Date.now();
      expectThat(left > 0, `${this.party.name} got no ${type} within ${PATIENCE_MS / 1000} s.`);
      await this.#somethingNew(left);
    }
  }

  /** Tears the connection down without a word, as a dead network does. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Ends the subscription. */
  async stop(): Promise<void> {
    this.#end ??= 'it was ended';
    await this.#client.dispose();
  }

  async #read(query: string, variables: Record<string, unknown>): Promise<void> {
    try {
      for await (const { data, errors } of this.#client.iterate<Record<string, Payload>>({ query, variables })) {
        const payload = Object.values(data ?? {})[0];
        if (!payload) throw new StoryBroken(errors?.map(({ message }) => message).join(' ') ?? 'no data');
        this.cursor = payload.cursor;
        this.seen.push(payload.event);
        const text = this.show({ ...payload, __typename: payload.event.__typename });
        if (text) this.party.out.line(this.party.name, `<- ${text}`);
        this.#wake();
      }
      this.#end ??= 'the server ended it';
    } catch (error) {
      this.#end ??= error instanceof Error ? error.message : 'it broke';
    }
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  async #somethingNew(withinMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, withinMs);
      this.#waiting.add(done);
    });
  }
}
