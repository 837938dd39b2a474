import { harmless } from '../judge.js';
import { closedWith, ME, repeat, say, type SocketAttack, subscribe } from './socket-acts.js';

/** Before or without an introduction. */
export const STRANGERS: readonly SocketAttack[] = [
  { name: 'says nothing', act: () => undefined, expected: closedWith(4408), wallMs: 6_000, cpuMs: 1_000 },
  {
    name: 'only pings',
    act: repeat(20, () => ({ type: 'ping' })),
    expected: closedWith(4408, 4400, 4429, 1008),
    wallMs: 6_000,
    cpuMs: 1_000,
  },
  { name: 'subscribes before its introduction', act: say(subscribe('1', ME)), expected: closedWith(4401) },
  {
    name: 'subscribes right after it, before the answer',
    act: say({ type: 'connection_init' }, subscribe('1', ME)),
    expected: harmless,
  },
  {
    name: 'introduces itself twice',
    act: say({ type: 'connection_init' }, { type: 'connection_init' }),
    expected: closedWith(4429),
  },
  {
    name: 'introduces itself with a bad token',
    act: say({ type: 'connection_init', payload: { authorization: 'Bearer evil' } }),
    expected: closedWith(4403, 4401),
  },
  { name: 'introduces itself with a list', act: say({ type: 'connection_init', payload: [] }), expected: harmless },
  {
    name: 'introduces itself with a text',
    act: say({ type: 'connection_init', payload: 'x' }),
    expected: closedWith(4400),
  },
  {
    name: 'introduces itself with a token that is an object',
    act: say({ type: 'connection_init', payload: { authorization: { toString: 'x' } } }),
    expected: harmless,
  },
  {
    name: 'introduces itself with a token that is a list',
    act: say({ type: 'connection_init', payload: { authorization: ['Bearer x'] } }),
    expected: harmless,
  },
  {
    name: 'introduces itself with __proto__',
    act: say('{"type":"connection_init","payload":{"__proto__":{"authorization":"Bearer x"}}}'),
    expected: harmless,
  },
  {
    name: 'introduces itself with 60 KB',
    act: say({ type: 'connection_init', payload: { x: 'x'.repeat(60_000) } }),
    expected: harmless,
  },
  { name: 'acknowledges itself', act: say({ type: 'connection_ack' }), expected: closedWith(4400) },
  { name: 'completes before its introduction', act: say({ id: '1', type: 'complete' }), expected: harmless },
];
