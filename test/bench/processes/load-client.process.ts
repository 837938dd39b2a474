/** The load client: sends requests over a few connections, one at a time on each, and looks at every answer. */
import autocannon from 'autocannon';
import type { BenchRequest } from '../scenarios.js';
import { nextOrder, report, takeOrders } from './orders.js';

/** One turn of the client. */
export interface LoadOrders {
  readonly url: string;
  readonly requests: readonly BenchRequest[];
  readonly connections: number;
  /** What every right answer has in it. */
  readonly expected: string;
  /** Ends after so many seconds, or after so many requests. */
  readonly until: { readonly seconds: number } | { readonly requests: number };
}

/** What came of a turn. */
export interface LoadReport {
  readonly seconds: number;
  /** Milliseconds that each answer took. */
  readonly latencies: readonly number[];
  /** The first wrong answers, and how many there were. */
  readonly wrong: number;
  readonly examples: readonly string[];
  readonly bytes: number;
}

await takeOrders();
for (;;) await turn(await nextOrder<LoadOrders>());

async function turn(orders: LoadOrders): Promise<void> {
  let [wrong, bytes, offset] = [0, 0, 0];
  const examples: string[] = [];
  const latencies: number[] = [];
  const look = (status: number, body: string): void => {
    if (status === 200 && body.includes(orders.expected) && !body.includes('"errors"')) return;
    wrong += 1;
    if (examples.length < 3) examples.push(`${status} ${body.slice(0, 300)}`);
  };
  const options: autocannon.Options = {
    url: orders.url,
    connections: orders.connections,
    ...('seconds' in orders.until ? { duration: orders.until.seconds } : { amount: orders.until.requests }),
    idReplacement: orders.requests.some(({ body }) => body?.includes('[<id>]')),
    sampleInt: 100,
    setupClient(client) {
      // Each connection begins elsewhere in the list, so that they do not ask for the same at the same time.
      const start = Math.floor((offset++ * orders.requests.length) / orders.connections);
      const turned = [...orders.requests.slice(start), ...orders.requests.slice(0, start)];
      client.setRequests(turned.map((request) => ({ ...request, onResponse: look })));
    },
  };
  const { errors, timeouts, duration } = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, result) => (error ? reject(error as Error) : resolve(result)));
    run.on('response', (_client, _status, size, milliseconds) => {
      latencies.push(milliseconds);
      bytes += size;
    });
  });
  // First of all a sign, at which the parent looks at what everybody has used.
  report({ measured: true });
  wrong += errors + timeouts;
  if (errors + timeouts > 0) examples.push(`${errors} errors, ${timeouts} time-outs`);
  report({ seconds: duration, latencies, wrong, examples, bytes } satisfies LoadReport);
}
