/** The limit of a fan-out: bare `ws`, which speaks just enough of the protocol and sends the same bytes to everybody. */
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { announce, takeOrders } from './orders.js';

await takeOrders();
const subscribers = new Set<WebSocket>();
const http = createServer();
const server = new WebSocketServer({ server: http, maxPayload: 65_536, handleProtocols: () => 'graphql-transport-ws' });
server.on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    const { type, id } = JSON.parse(data.toString()) as { type: string; id?: string };
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
    if (type !== 'subscribe') return;
    subscribers.add(socket);
    socket.send(
      `{"id":"${id ?? ''}","type":"next","payload":{"data":{"chatEvents":{"event":{"__typename":"CaughtUp"}}}}}`,
    );
  });
  socket.on('close', () => subscribers.delete(socket));
});
process.on('message', ({ send }: { send: string }) => {
  for (const socket of subscribers) socket.send(send);
});
announce(http);
