import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { until } from '@test/support/foundation.js';
import { ClientSocket, type SocketHost } from './client-socket.js';
import { HeldSocket } from './held-socket.js';
import { textFrame } from './next-message.js';
import { SocketAdmission } from './socket-admission.js';
import { SocketWatch } from './socket-watch.js';

let http: Server;
let watch: SocketWatch;
let slow = 0;
const clients: ClientSocket[] = [];

beforeEach(async () => {
  slow = 0;
  clients.length = 0;
  watch = new SocketWatch({ maxStallSeconds: 15, maxBufferedMegabytes: 8 });
  watch.stop();
  http = createServer();
  const server = new WebSocketServer({ noServer: true, autoPong: false, WebSocket: HeldSocket });
  const limits = { maxBufferedKilobytes: 4096, maxMessagesPerSecond: 5 };
  const host: SocketHost = { limits, onSlow: () => (slow += 1), onClosed: (client) => watch.delete(client) };
  http.on('upgrade', (request, wire: Socket, head) =>
    server.handleUpgrade(request, wire, head, (socket) => {
      const client = new ClientSocket(socket, wire, host);
      client.hasIntroducedItself = true;
      watch.add(client);
      client.onMessage(async (text) => client.push(textFrame(text, nothing)));
      clients.push(client);
    }),
  );
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  http.closeAllConnections();
  http.close();
});

/** A client, and the server's side of it. */
async function connect() {
  const before = clients.length;
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const received: string[] = [];
  client.on('message', (data: Buffer) => received.push(data.toString()));
  const closed = new Promise<number>((resolve) => client.on('close', resolve));
  await new Promise((resolve) => client.once('open', resolve));
  await until(() => clients.length > before);
  const server = clients[before];
  if (!server) throw new Error('no socket');
  return { client, server, received, closed };
}
const text = textFrame('', Buffer.alloc(64 * 1024, 'x'));
const nothing = Buffer.alloc(0);

it('[L3] closes a reader for whom more waits than allowed, and no other', async () => {
  const [lazy, good] = [await connect(), await connect()];
  lazy.client.pause();
  for (let i = 0; i < 400 && lazy.server.isOpen; i += 1) {
    lazy.server.push(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(lazy.server.isOpen).toBe(false);
  expect(lazy.server.buffered).toBeLessThan(5 * 1024 * 1024);
  good.server.push(textFrame('still ', Buffer.from('here')));
  await until(() => good.received.includes('still here'));
  expect([slow, good.server.isOpen]).toEqual([1, true]);
  // It is ended even if it never reads again.
  await until(() => watch.count === 1, 10_000);
  lazy.client.resume();
  good.client.terminate();
}, 20_000);

it('[L3] closes with 1013 whoever has not read in 15 s what was sent, also when more is sent meanwhile', async () => {
  const { client, server, closed } = await connect();
  client.pause();
  while (server.buffered < 256 * 1024) server.push(text);
  watch.look(0);
  server.push(textFrame('more', nothing));
  watch.look(14_000);
  expect(server.isOpen).toBe(true);
  watch.look(15_000);
  expect([server.isOpen, slow]).toEqual([false, 1]);
  client.resume();
  expect(await closed).toBe(1013);
});

it('[L3] spares whoever reads, however late', async () => {
  const { client, server } = await connect();
  client.pause();
  while (server.buffered < 256 * 1024) server.push(text);
  watch.look(0);
  client.resume();
  await server.room();
  client.pause();
  while (server.buffered < 256 * 1024) server.push(text);
  watch.look(14_000);
  watch.look(16_000);
  expect(server.isOpen).toBe(true);
  client.terminate();
});

it('[L3] closes the slowest when more waits for all than the process may hold', async () => {
  const three = [await connect(), await connect(), await connect()];
  for (const { client } of three) client.pause();
  const sizes = [3.9, 3, 2.5];
  for (const [i, { server }] of three.entries())
    while (server.buffered < (sizes[i] ?? 0) * 1_048_576) server.push(text);
  watch.look(0);
  expect(three.map(({ server }) => server.isOpen)).toEqual([false, true, true]);
  for (const { client } of three) client.terminate();
});

it('ends a socket that gives no sign of life', async () => {
  const { client, server, closed } = await connect();
  client.pause();
  server.ping();
  server.ping();
  client.resume();
  expect(await closed).toBe(1006);
});

it('[S2] closes a socket that sends more than it may, with 1008', async () => {
  const { client, received, closed } = await connect();
  for (let i = 0; i < 15; i += 1) client.send('a');
  await until(() => received.length === 15);
  for (let i = 0; i < 100; i += 1) client.send('a');
  expect(await closed).toBe(1008);
  expect(received.length).toBeLessThan(60);
});

it('[S2] answers pings of WebSocket itself, and closes a socket that sends more than it may, with 1008', async () => {
  const { client, closed } = await connect();
  let pongs = 0;
  client.on('pong', () => (pongs += 1));
  for (let i = 0; i < 15; i += 1) client.ping('a');
  await until(() => pongs === 15);
  for (let i = 0; i < 2_000; i += 1) client.ping('x'.repeat(100));
  expect(await closed).toBe(1008);
  expect(pongs).toBeLessThan(60);
});

it('[S2] lets in so many sockets of an address, and fewer that say nothing; one IPv6 network is one address', () => {
  const admission = new SocketAdmission({ maxPerAddress: 3, maxSilentPerAddress: 2 });
  expect([admission.enter('10.0.0.1'), admission.enter('10.0.0.1'), admission.enter('10.0.0.1')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(admission.enter('10.0.0.2')).toBe(true);
  admission.accepted('10.0.0.1');
  expect(admission.enter('10.0.0.1')).toBe(true);
  admission.accepted('10.0.0.1');
  expect(admission.enter('10.0.0.1')).toBe(false);
  admission.left('10.0.0.1', true);
  expect(admission.enter('10.0.0.1')).toBe(true);
  expect(admission.silent).toBe(3);
  expect(['1', '2', '3'].map((end) => admission.enter(`2001:db8::${end}`))).toEqual([true, true, false]);
});
