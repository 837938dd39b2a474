import type { Attack, Judge, Reply } from '../attack.js';
import { excerpt, harmless, refusedAs } from '../judge.js';
import { exchange } from '../http-client.js';
import { ask, query } from '../senders.js';
import { FORGED, of } from './forged-tokens.js';
import { HostileSocket } from '../socket-client.js';
import type { World } from '../world.js';

const ME = query('{ me { kind } brands(first: 1) { nodes { id } } }');
/** `Authorization` headers that are none of ours. */
const HEADERS: readonly (readonly [string, (world: World) => string, Judge])[] = [
  [
    'Basic',
    () => `Basic ${Buffer.from('admin@parley.example:parley-demo').toString('base64')}`,
    refusedAs('UNAUTHENTICATED'),
  ],
  ['Negotiate', () => 'Negotiate YII=', refusedAs('UNAUTHENTICATED')],
  ['a token without Bearer', (world) => of(world, 'Admin'), refusedAs('UNAUTHENTICATED')],
  ['bearer in small letters', (world) => `bearer ${of(world, 'Admin')}`, harmless],
  ['Bearer and a tab', (world) => `Bearer\t${of(world, 'Admin')}`, harmless],
  ['Bearer twice', (world) => `Bearer Bearer ${of(world, 'Admin')}`, refusedAs('UNAUTHENTICATED')],
];

/** Places where a good token must not count. */
const PLACES: readonly (readonly [string, (world: World, token: string) => Promise<Reply>])[] = [
  [
    'in the address',
    async ({ url }, token) =>
      exchange(url, {
        path: `/graphql?access_token=${token}`,
        headers: { 'content-type': 'application/json' },
        body: ME,
      }),
  ],
  [
    'in the body',
    async ({ url }, token) =>
      exchange(url, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...(JSON.parse(ME) as object), access_token: token, authorization: `Bearer ${token}` }),
      }),
  ],
  [
    'in a cookie',
    async ({ url }, token) =>
      exchange(url, {
        headers: { 'content-type': 'application/json', cookie: `access_token=${token}; authorization=Bearer ${token}` },
        body: ME,
      }),
  ],
  [
    'in X-Authorization',
    async ({ url }, token) =>
      exchange(url, {
        headers: { 'content-type': 'application/json', 'x-authorization': `Bearer ${token}`, 'x-access-token': token },
        body: ME,
      }),
  ],
  [
    'in the extensions',
    async ({ url }, token) =>
      exchange(url, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...(JSON.parse(ME) as object), extensions: { authorization: `Bearer ${token}` } }),
      }),
  ],
];

const unauthenticated = refusedAs('UNAUTHENTICATED');
/** Over WebSocket: not let in. */
const shutOut: Judge = ({ closed, body }) => (closed === undefined ? [`was let in: ${excerpt(body)}`] : []);

/** Tokens that are forged, expired, of a wrong kind or in a wrong place. */
export function tokens(): Attack[] {
  const theme = 'tokens';
  const forged = FORGED.flatMap(([name, make]): Attack[] => [
    {
      theme,
      name,
      caller: 'Anonymous',
      over: 'HTTP',
      expected: name.startsWith('nothing') ? harmless : unauthenticated,
      send: async (world) => overHttp(world, `Bearer ${make(world)}`),
    },
    {
      theme,
      name,
      caller: 'Anonymous',
      over: 'WebSocket',
      expected: name.startsWith('nothing') ? harmless : shutOut,
      send: async (world) => {
        const socket = await new HostileSocket(world.url).introduce(make(world));
        const reply = socket.isOpen ? await ask(socket, ME) : socket.reply();
        await socket.close();
        return reply;
      },
    },
  ]);
  const headers = HEADERS.map(([name, make, expected]): Attack => ({
    theme,
    name,
    caller: 'Anonymous',
    over: 'HTTP',
    expected,
    send: async (world) => overHttp(world, make(world)),
  }));
  const places = PLACES.map(([name, send]): Attack => ({
    theme,
    name: `the admin’s token ${name}`,
    caller: 'Anonymous',
    over: 'HTTP',
    expected: unauthenticated,
    send: async (world) => send(world, of(world, 'Admin')),
  }));
  return [...forged, ...headers, ...places];
}

async function overHttp({ url }: World, authorization: string): Promise<Reply> {
  return exchange(url, { headers: { 'content-type': 'application/json', authorization }, body: ME });
}
