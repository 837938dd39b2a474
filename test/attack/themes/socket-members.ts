import { randomBytes } from 'node:crypto';
import { codesOf, harmless, resultsOf } from '../judge.js';
import {
  closedWith,
  isAlive,
  isClosed,
  ME,
  MY_EVENTS,
  repeat,
  say,
  type SocketAttack,
  subscribe,
} from './socket-acts.js';

/** After a proper introduction. */
export const KNOWN: readonly SocketAttack[] = [
  ...[
    'hello',
    '',
    '[]',
    'null',
    '1',
    '"x"',
    '{}',
    '{"type":1}',
    '{"type":null}',
    '{"type":"hack"}',
    '{"type":"__proto__"}',
    '{"type":"connection_ack"}',
    '{"type":"next","id":"1","payload":{}}',
    '{"type":"error","id":"1","payload":[]}',
    '{"type":"start","id":"1","payload":{"query":"{me{kind}}"}}',
    '{"type":"connection_terminate"}',
    '{"id":"1","type":"subscribe"',
    '{"id":"1","type":"subscribe"}',
    '{"id":1,"type":"subscribe","payload":{"query":"{me{kind}}"}}',
    '{"id":"","type":"subscribe","payload":{"query":"{me{kind}}"}}',
    '{"id":null,"type":"subscribe","payload":{"query":"{me{kind}}"}}',
    '{"id":{"a":1},"type":"subscribe","payload":{"query":"{me{kind}}"}}',
    '{"id":"1","type":"subscribe","payload":null}',
    '{"id":"1","type":"subscribe","payload":[]}',
    '{"id":"1","type":"subscribe","payload":"x"}',
    '{"id":"1","type":"subscribe","payload":{"query":1}}',
    '{"id":"1","type":"subscribe","payload":{"query":"{me{kind}}","variables":"x"}}',
    '{"id":"1","type":"subscribe","payload":{"query":"{me{kind}}","operationName":1}}',
    '{"id":"1","type":"subscribe","payload":{"query":"{me{kind}}","extensions":1}}',
    '{"id":"1","type":"complete","payload":1}',
    `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
  ]
    .map((text): SocketAttack => ({
      name: `says ${text.slice(0, 70) || 'an empty message'}`,
      act: say(text),
      expected: closedWith(4400),
      isKnown: true,
    }))
    .map((attack) =>
      attack.name.includes('"complete"') || attack.name.includes('"id":""')
        ? { ...attack, expected: harmless }
        : attack,
    ),
  {
    name: 'sends bytes',
    act: (socket) => socket.say(randomBytes(1_000), { binary: true }),
    expected: isClosed,
    isKnown: true,
  },
  {
    name: 'sends JSON as bytes',
    act: (socket) => socket.say(Buffer.from(JSON.stringify(subscribe('1', ME))), { binary: true }),
    expected: harmless,
    isKnown: true,
  },
  {
    name: 'sends a text of invalid UTF-8',
    act: (socket) => socket.say(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false }),
    expected: closedWith(1007),
    isKnown: true,
  },
  {
    name: 'sends 65 KB at once',
    act: say(subscribe('1', { query: `{ me { kind } } # ${'x'.repeat(66_000)}` })),
    expected: closedWith(1009),
    isKnown: true,
  },
  { name: 'sends 20 MB at once', act: say('x'.repeat(20_000_000)), expected: closedWith(1009, 1006), isKnown: true },
  {
    name: 'sends 100 KB in pieces of one message',
    act: (socket) => {
      for (let i = 0; i < 100; i++) socket.say('x'.repeat(1_000), { fin: false });
      socket.say('x', { fin: true });
    },
    expected: closedWith(1009),
    isKnown: true,
  },
  {
    name: 'sends a message in 2,000 pieces of a byte',
    act: (socket) => {
      const text = JSON.stringify(subscribe('1', { query: `{ me { kind } } # ${'x'.repeat(1_900)}` }));
      for (const [i, c] of text.split('').entries()) socket.say(c, { fin: i === text.length - 1 });
    },
    expected: harmless,
    isKnown: true,
  },
  {
    name: 'uses one id twice',
    act: say(subscribe('1', MY_EVENTS), subscribe('1', MY_EVENTS)),
    // Who may not subscribe is refused before the second message is read; the id is free again then.
    expected: (reply) =>
      resultsOf(reply).length === 2 && codesOf(reply).every((code) => code === 'FORBIDDEN')
        ? []
        : closedWith(4409)(reply),
    wallMs: 6_000,
    cpuMs: 1_000,
    isKnown: true,
  },
  {
    name: 'uses ids of the prototype',
    act: say(
      subscribe('__proto__', ME),
      subscribe('constructor', ME),
      subscribe('toString', ME),
      subscribe('hasOwnProperty', ME),
    ),
    expected: harmless,
    isKnown: true,
  },
  { name: 'uses an id of 60 KB', act: say(subscribe('i'.repeat(60_000), ME)), expected: harmless, isKnown: true },
  { name: 'uses an id with NUL', act: say(subscribe('\u0000', ME)), expected: harmless, isKnown: true },
  {
    name: 'completes what never was',
    act: repeat(100, (i) => ({ id: `none${i}`, type: 'complete' })),
    expected: harmless,
    isKnown: true,
    thenAsks: true,
  },
  {
    name: 'completes __proto__',
    act: say({ id: '__proto__', type: 'complete' }, { id: 'constructor', type: 'complete' }),
    expected: isAlive,
    isKnown: true,
    thenAsks: true,
  },
  {
    name: 'subscribes and completes 300 times',
    act: (socket) => {
      for (let i = 0; i < 300; i++) {
        socket.say(subscribe(`s${i}`, MY_EVENTS));
        socket.say({ id: `s${i}`, type: 'complete' });
      }
    },
    expected: harmless,
    isKnown: true,
    thenAsks: true,
    cpuMs: 500,
  },
  {
    name: 'asks 150 subscriptions at once',
    act: repeat(150, (i) => subscribe(`m${i}`, MY_EVENTS)),
    expected: ({ text, closed }) =>
      closed !== undefined || text.includes('RATE_LIMITED') ? [] : ['all 150 were taken'],
    isKnown: true,
    thenAsks: true,
    cpuMs: 500,
  },
  {
    name: 'asks 500 questions at once',
    act: repeat(500, (i) => subscribe(`q${i}`, ME)),
    expected: harmless,
    isKnown: true,
    cpuMs: 1_000,
  },
  {
    name: 'asks 300 different invalid documents',
    act: repeat(300, (i) => subscribe(`w${i}`, { query: `{ nothing${i} { a b c } }` })),
    expected: harmless,
    isKnown: true,
    cpuMs: 1_000,
  },
  {
    name: 'pings 2,000 times',
    act: repeat(2_000, (i) => ({ type: 'ping', payload: { i } })),
    expected: harmless,
    isKnown: true,
    cpuMs: 500,
  },
  {
    name: 'pongs 2,000 times',
    act: repeat(2_000, () => ({ type: 'pong' })),
    expected: harmless,
    isKnown: true,
    cpuMs: 500,
  },
  {
    name: 'pings with 60 KB, 50 times',
    act: repeat(50, () => ({ type: 'ping', payload: { x: 'x'.repeat(60_000) } })),
    expected: harmless,
    isKnown: true,
    cpuMs: 500,
  },
  {
    name: 'sends 2,000 WebSocket pings',
    act: (socket) => {
      for (let i = 0; i < 2_000; i++) if (socket.isOpen) socket.raw.ping('x'.repeat(100));
    },
    expected: harmless,
    isKnown: true,
    cpuMs: 500,
  },
  { name: 'introduces itself again', act: say({ type: 'connection_init' }), expected: closedWith(4429), isKnown: true },
];
