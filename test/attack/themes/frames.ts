import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import type { Attack } from '../attack.js';
import { harmless } from '../judge.js';

const frame = (first: number, payload: Buffer, masked = true): Buffer => {
  const length =
    payload.length < 126
      ? Buffer.from([payload.length | (masked ? 0x80 : 0)])
      : Buffer.concat([Buffer.from([126 | (masked ? 0x80 : 0), payload.length >> 8, payload.length & 255])]);
  // A mask of zeros changes nothing.
  return Buffer.concat([Buffer.from([first]), length, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
};
const INIT = frame(0x81, Buffer.from('{"type":"connection_init"}'));

/** Frames that no library sends. */
const FRAMES: readonly (readonly [string, readonly (Buffer | number)[]])[] = [
  ['a frame without a mask', [frame(0x81, Buffer.from('{"type":"connection_init"}'), false)]],
  ['a frame of an unknown kind', [frame(0x83, Buffer.from('x'))]],
  ['a frame with reserved bits', [frame(0xf1, Buffer.from('x'))]],
  ['a compressed frame that was not agreed', [frame(0xc1, deflateRawSync(Buffer.alloc(5_000_000)))]],
  ['a length of 2^63', [Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]],
  ['a length of 4 GB, told ahead', [Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])]],
  ['a ping of 126 bytes', [frame(0x89, Buffer.alloc(126))]],
  ['a ping in pieces', [frame(0x09, Buffer.alloc(10))]],
  ['a continuation of nothing', [frame(0x80, Buffer.from('x'))]],
  ['a message within a message', [frame(0x01, Buffer.from('x')), frame(0x81, Buffer.from('y'))]],
  ['a close with a bad code', [frame(0x88, Buffer.from([0x00, 0x01]))]],
  ['a close of one byte', [frame(0x88, Buffer.from([0x03]))]],
  ['a close with invalid UTF-8', [frame(0x88, Buffer.from([0x03, 0xe8, 0xff]))]],
  [
    'frames after its close',
    [
      frame(0x88, Buffer.from([0x03, 0xe8])),
      INIT,
      frame(0x81, Buffer.from('{"id":"1","type":"subscribe","payload":{"query":"{me{kind}}"}}')),
    ],
  ],
  ['half a frame, and an end', [Buffer.from([0x81, 0xfe, 0x10])]],
  ['an introduction one byte at a time', [...INIT].flatMap((byte) => [Buffer.from([byte]), 2])],
  [
    '3,000 empty pieces',
    [
      INIT,
      50,
      frame(0x01, Buffer.alloc(0)),
      Buffer.concat(Array.from({ length: 3_000 }, () => frame(0x00, Buffer.alloc(0)))),
    ],
  ],
];

/** Frames that no library sends, after a good handshake. */
export function frames(): Attack[] {
  return FRAMES.map(([name, bytes]) => frameAttack(name, bytes));
}

/** Sends frames as they are after a good handshake; the server lives, and says nothing of its inside. */
function frameAttack(name: string, pieces: readonly (Buffer | number)[]): Attack {
  return {
    theme: 'WebSocket',
    name: `sends ${name}`,
    caller: 'Anonymous',
    over: 'WebSocket',
    expected: harmless,
    once: true,
    send: async ({ url }) => {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.on('error', () => undefined).on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
      socket.write(
        `GET /graphql HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
      );
      for (let i = 0; i < 100 && !text.includes('\r\n\r\n'); i++) await delay(5);
      for (const piece of pieces) {
        if (typeof piece === 'number') await delay(piece);
        else socket.write(piece);
      }
      await delay(40);
      socket.destroy();
      return { text, body: '', sent: '' };
    },
  };
}
