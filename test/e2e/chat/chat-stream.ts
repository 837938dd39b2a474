import type { TestApp } from '@test/support/app.js';
import { until } from '@test/support/foundation.js';
import { STREAMS } from './chat-documents.js';

/** What a subscription delivers. */
export interface Payload {
  readonly cursor: string;
  readonly event: { readonly __typename: string; readonly [field: string]: any };
  readonly sound?: string | null;
  readonly chat?: { readonly id: string; readonly status: string } | null;
}

/** A subscription that is being read on a socket of its own. */
export interface ChatStream {
  /** Everything received so far. */
  readonly payloads: readonly Payload[];
  /** Events of stored facts: without the mark of having caught up and without typing. */
  events(): Payload['event'][];
  /** The first payload that fits, as soon as there is one: by type of event or by a condition. @throws Error when refused */
  until(fits: string | ((payload: Payload) => boolean)): Promise<Payload>;
  /** Waits until the subscription was refused, and gives the code of the refusal. */
  refusal(): Promise<unknown>;
  /** Waits until the socket was closed, and gives the close code. */
  closed(): Promise<number>;
  /** Cuts the socket as a broken network does. */
  cut(): void;
}

/** Subscribes on a socket of its own. Without `after` it waits until the stream is live. */
export async function openStream(
  app: TestApp,
  token: string,
  name: keyof typeof STREAMS,
  variables: Record<string, unknown>,
): Promise<ChatStream> {
  const payloads: Payload[] = [];
  const errors: any[] = [];
  let closeCode: number | undefined;
  const client = app.socket(token);
  client.on('closed', (event) => {
    closeCode = (event as { code: number }).code;
  });
  client.subscribe<Record<string, Payload>>(
    { query: STREAMS[name], variables },
    {
      next: ({ data, errors: refused }) => {
        if (data) payloads.push(...Object.values(data));
        if (refused) errors.push(...refused);
      },
      error: (error) => errors.push(...(Array.isArray(error) ? error : [error])),
      complete: () => undefined,
    },
  );
  const stream: ChatStream = {
    payloads,
    events: () =>
      payloads.map(({ event }) => event).filter((e) => !['CaughtUp', 'ChatTypingEvent'].includes(e.__typename)),
    async until(fits) {
      const matches = (payload: Payload): boolean =>
        typeof fits === 'string' ? payload.event.__typename === fits : fits(payload);
      await until(() => errors.length > 0 || payloads.some(matches), 4_000);
      const found = payloads.find(matches);
      if (!found) throw new Error(`The stream was refused: ${JSON.stringify(errors)}`);
      return found;
    },
    async refusal() {
      await until(() => errors.length > 0, 4_000);
      return errors[0].extensions?.code ?? errors[0];
    },
    async closed() {
      await until(() => closeCode !== undefined, 6_000);
      return closeCode!;
    },
    cut: () => client.terminate(),
  };
  if (variables['after'] === undefined) await stream.until('CaughtUp');
  return stream;
}
