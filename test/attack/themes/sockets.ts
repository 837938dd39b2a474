import type { Attack, CallerName, Judge, Reply } from '../attack.js';
import { harmless } from '../judge.js';
import { HostileSocket } from '../socket-client.js';
import { isClosed, ME, type SocketAttack, subscribe } from './socket-acts.js';
import { KNOWN } from './socket-members.js';
import { STRANGERS } from './socket-strangers.js';

const ENDED_MS = 5_000;

/** The handshake. */
const HANDSHAKES: readonly (readonly [string, string | string[], object, Judge])[] = [
  ['no subprotocol', [], {}, isClosed],
  ['the old subprotocol', 'graphql-ws', {}, isClosed],
  ['an unknown subprotocol', 'evil', {}, isClosed],
  ['50 subprotocols', [...Array.from({ length: 50 }, (_, i) => `p${i}`), 'graphql-transport-ws'], {}, harmless],
  ['another page’s Origin', 'graphql-transport-ws', { origin: 'https://evil.example' }, harmless],
  ['an Origin of 5 KB', 'graphql-transport-ws', { origin: `https://${'x'.repeat(5_000)}` }, harmless],
  ['a compression that was not offered', 'graphql-transport-ws', { perMessageDeflate: true }, harmless],
  ['a token in the address', 'graphql-transport-ws', { headers: { 'x-token': 'x' } }, harmless],
];

/** WebSockets that do not keep to their protocol. */
export function sockets(): Attack[] {
  const callers = (attack: SocketAttack): CallerName[] => (attack.isKnown ? ['Agent', 'Visitor'] : ['Anonymous']);
  const spoken = [...STRANGERS, ...KNOWN].flatMap((attack) =>
    callers(attack).map((caller): Attack => ({
      theme: 'WebSocket',
      over: 'WebSocket',
      // Those that wait are not worth doing thrice.
      once: attack.wallMs !== undefined,
      ...attack,
      caller,
      send: async (world) => {
        const socket = new HostileSocket(world.url);
        if (attack.isKnown) await socket.introduce(world.tokenOf(caller));
        else await socket.opened();
        await attack.act(socket, world);
        return outcomeOf(socket, attack);
      },
    })),
  );
  const shaken = HANDSHAKES.map(([name, protocols, options, expected]): Attack => ({
    theme: 'WebSocket',
    name: `opens with ${name}`,
    caller: 'Anonymous',
    over: 'WebSocket',
    expected,
    once: true,
    send: async ({ url }) => {
      const socket = await new HostileSocket(url, protocols, options).opened();
      socket.say({ type: 'connection_init' });
      await socket.ended(150);
      const reply = socket.reply();
      await socket.close();
      return { ...reply, closed: reply.closed === 1006 ? 0 : reply.closed };
    },
  }));
  return [...spoken, ...shaken];
}

/** What came of it: closed, or alive, which an ordinary question shows. */
async function outcomeOf(socket: HostileSocket, { expected, thenAsks, wallMs }: SocketAttack): Promise<Reply> {
  if (expected === harmless || thenAsks) {
    socket.say(subscribe('last', ME));
    const { body } = await socket.answerTo('last', 4_000);
    const reply = { ...socket.reply(), body: socket.closed === undefined ? body : socket.reason };
    await socket.close();
    // Waiting for an introduction that never comes is none of this.
    return { ...reply, silent: false };
  }
  await socket.ended(wallMs ?? ENDED_MS);
  const reply = socket.reply();
  await socket.close();
  return reply.closed === 1006 ? { ...reply, closed: 1009 } : reply;
}
