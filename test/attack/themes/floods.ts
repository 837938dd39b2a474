import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Attack, Judge, Reply } from '../attack.js';
import { codesOf, excerpt, works } from '../judge.js';
import { exchange } from '../http-client.js';
import { ask, overHttp, query } from '../senders.js';
import { HostileSocket } from '../socket-client.js';
import type { World } from '../world.js';

const ME = query('{ me { kind } }');
const EVENTS = query('subscription { presenceEvents(brandCode: "BCW") { cursor } }');
const opening = (): string =>
  query(
    'mutation ($input: OpenVisitorSessionInput!) { openVisitorSession(input: $input) { __typename ... on Refusal { reason } } }',
    {
      variables: { input: { clientKey: crypto.randomUUID(), brandCode: 'BCW' } },
    },
  );

/** Much at once, against a server with all its limits: it holds back, with a time to wait, and serves everybody else. */
export function floods(): Attack[] {
  const flood = (
    name: string,
    caller: Attack['caller'],
    over: Attack['over'],
    expected: Judge,
    send: Attack['send'],
  ): Attack => ({
    theme: 'floods',
    name,
    caller,
    over,
    expected,
    send,
    once: true,
    cpuMs: 15_000,
    wallMs: 60_000,
  });
  return [
    flood('400 visitor sessions from one address', 'Anonymous', 'HTTP', heldBack, async (world) =>
      many(400, async () => exchange(world.url, { headers: { 'content-type': 'application/json' }, body: opening() })),
    ),
    flood('1,200 questions of an agent', 'Agent', 'HTTP', stillServes, async (world) =>
      many(1_200, async () => overHttp(world, 'Agent', ME)),
    ),
    flood('1,200 questions of nobody', 'Anonymous', 'HTTP', stillServes, async (world) =>
      many(1_200, async () => overHttp(world, 'Anonymous', ME)),
    ),
    flood('600 sockets from one address that say nothing', 'Anonymous', 'WebSocket', stillServes, manySockets),
    flood('200 connections that never finish their head', 'Anonymous', 'HTTP', stillServes, slowHeads),
    flood('a reader who never reads', 'Agent', 'WebSocket', stillServes, slowReader),
  ];
}

/** Something was refused for there being too much of it, and in a way that tells when to come back. */
const heldBack: Judge = (reply) => {
  const isHeld = /RATE_LIMITED|TooMany/.test(reply.body);
  return isHeld ? [] : [`nothing was held back: ${excerpt(reply.body)}`];
};

const stillServes: Judge = (reply) => {
  const isHeld = codesOf(reply).includes('RATE_LIMITED') || reply.status === 429;
  return isHeld ? [] : works(reply);
};

async function many(n: number, send: () => Promise<Reply>, atOnce = 50): Promise<Reply> {
  let left = n;
  let worst: Reply | undefined;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const reply = await send();
        const isWorse = (reply.status ?? 0) >= 500 || /RATE_LIMITED|TooMany/.test(reply.body);
        if (!worst || (isWorse && (worst.status ?? 0) < 500)) worst = reply;
      }
    }),
  );
  return worst!;
}

async function manySockets(world: World): Promise<Reply> {
  const sockets = Array.from({ length: 600 }, () => new HostileSocket(world.url));
  await Promise.all(sockets.map(async (socket) => socket.opened()));
  const reply = await exchange(world.url, { headers: { 'content-type': 'application/json' }, body: ME });
  await Promise.all(sockets.map(async (socket) => socket.close()));
  return reply;
}

async function slowHeads(world: World): Promise<Reply> {
  const { hostname, port } = new URL(world.url);
  const sockets: Socket[] = Array.from({ length: 200 }, () => connect(Number(port), hostname));
  for (const socket of sockets) socket.on('error', () => undefined).write('POST /graphql HTTP/1.1\r\nHost: x\r\nX-');
  for (let i = 0; i < 20; i++) {
    for (const socket of sockets) socket.write('a');
    await delay(50);
  }
  const reply = await exchange(world.url, { headers: { 'content-type': 'application/json' }, body: ME });
  for (const socket of sockets) socket.destroy();
  return reply;
}

/** Asks for large answers and reads none of them. */
async function slowReader(world: World): Promise<Reply> {
  const socket = await new HostileSocket(world.url).introduce(world.tokenOf('Agent'));
  await ask(socket, EVENTS, true);
  socket.raw.pause();
  for (let i = 0; i < 200; i++)
    socket.say({
      id: `r${i}`,
      type: 'subscribe',
      payload: JSON.parse(
        query('{ agents(first: 100) { nodes { id displayName email } } brands(first: 100) { nodes { id name } } }'),
      ) as object,
    });
  await delay(500);
  const reply = await overHttp(world, 'Agent', ME);
  await socket.close();
  return reply;
}
