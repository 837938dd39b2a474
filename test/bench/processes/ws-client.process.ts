/** The subscribers of a fan-out: many sockets, each with one subscription at a time; counts what they receive. */
import { WebSocket } from 'ws';
import { nextOrder, report, takeOrders } from './orders.js';

/** Who subscribes: as many sockets as there are entries. */
export interface SubscriberOrders {
  readonly url: string;
  readonly sockets: readonly { readonly token: string; readonly address: string }[];
}

/** What they do next: subscribe, or receive a message each. */
export type SubscriberStep = { readonly subscribe: string } | { readonly receive: true };

const OPENED_AT_ONCE = 50;

const { url, sockets } = await takeOrders<SubscriberOrders>();
const open: WebSocket[] = [];
let [caughtUp, received] = [0, 0];
let frame = '';
let subscription = 0;
let tellWhenDone = (): void => undefined;

for (let i = 0; i < sockets.length; i += OPENED_AT_ONCE)
  open.push(...(await Promise.all(sockets.slice(i, i + OPENED_AT_ONCE).map(connect))));
report({ connected: open.length });
for (;;) await step(await nextOrder<SubscriberStep>());

async function step(order: SubscriberStep): Promise<void> {
  const done = new Promise<void>((resolve) => (tellWhenDone = resolve));
  if ('subscribe' in order) {
    caughtUp = 0;
    const old = String(subscription);
    subscription += 1;
    const message = JSON.stringify({
      id: String(subscription),
      type: 'subscribe',
      payload: { query: order.subscribe },
    });
    for (const socket of open) {
      if (old !== '0') socket.send(JSON.stringify({ id: old, type: 'complete' }));
      socket.send(message);
    }
    await done;
    report({ subscribed: caughtUp });
    return;
  }
  received = 0;
  report({ listening: true });
  await done;
  report({ received, frame });
}

async function connect({ token, address }: { token: string; address: string }): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws') + '/graphql', 'graphql-transport-ws', {
    headers: { 'x-forwarded-for': address },
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    let trouble = '';
    socket.on('error', (error) => (trouble = error.message));
    socket.on('close', (code, reason) => {
      report({ closed: code, reason: `${reason.toString()}${trouble}` });
      reject(new Error(`closed: ${code}`));
    });
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    );
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.includes('"type":"next"')) {
        if (text.includes('"ChatMessageSentEvent"')) {
          frame = text;
          if (++received === open.length) tellWhenDone();
        } else if (text.includes('"CaughtUp"') && ++caughtUp === open.length) tellWhenDone();
      } else if (text.includes('"connection_ack"')) resolve(socket);
      else if (text.includes('"type":"ping"')) socket.send('{"type":"pong"}');
      else if (text.includes('"type":"error"')) report({ closed: 0, reason: text });
    });
  });
}
