import { randomUUID } from 'node:crypto';
import type { Kind } from '@test/support/policy.js';
import { argumentsFor } from '@test/support/policy-arguments.js';
import type { Attack, CallerName, Judge, Reply } from '../attack.js';
import { excerpt, refusedAs } from '../judge.js';
import { overHttp, overSocket } from '../senders.js';
import type { World } from '../world.js';

/** Those who have nothing of BCW's: somebody else's token stands in for the caller's. */
const STRANGERS: readonly CallerName[] = ['Visitor', 'Agent', 'Supervisor', 'Service token'];

/**
 * Through the policy table: every operation that is closed to a caller, and every object that is not in his reach, over both
 * transports. What is said of somebody else's object must be what is said of none.
 */
export function objects(policy: World['policy'], strangers: World): Attack[] {
  return policy.rows.flatMap((row) => {
    const attack = (
      name: string,
      caller: CallerName,
      over: Attack['over'],
      expected: Judge,
      send: Attack['send'],
    ): Attack => ({
      theme: 'authorisation',
      name: `${row.operation}${name}`,
      caller,
      over,
      expected,
      send,
    });
    return (['HTTP', 'WebSocket'] as const).flatMap((over) => {
      const isPossible = over === 'WebSocket' || !row.operation.startsWith('Subscription.');
      if (!isPossible) return [];
      const closed = (['Anonymous', ...STRANGERS, 'Admin'] as const)
        .filter((caller) => !row.reach[caller])
        .map((caller) =>
          attack(
            ' is closed',
            caller,
            over,
            refusedAs(caller === 'Anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN'),
            async (world) => send(world, over, caller, row.operation, world.objects),
          ),
        );
      const foreign = Object.entries(row.names).flatMap(([path, kinds]) =>
        kinds.flatMap((kind) =>
          STRANGERS.filter((caller) => ['own', 'brands', 'none'].includes(row.reach[caller] ?? '')).map((caller) => {
            let ofNone = '';
            const expected: Judge = ({ body }) => {
              const ofTheirs = plain(body);
              return ofTheirs === ofNone ? [] : [`is told apart: ${excerpt(ofTheirs)} and ${excerpt(ofNone)}`];
            };
            return attack(` of somebody else’s ${kind}`, caller, over, expected, async (world) => {
              const missing = kind === 'brandCode' ? 'NOPE' : randomUUID();
              const { body } = await send(strangers, over, caller, row.operation, strangers.objects, path, missing);
              ofNone = plain(body, missing);
              const name = world.objects[kind];
              const reply = await send(strangers, over, caller, row.operation, strangers.objects, path, name);
              return { ...reply, body: plain(reply.body, name) };
            });
          }),
        ),
      );
      return [...closed, ...foreign];
    });
  });
}

async function send(
  world: World,
  over: Attack['over'],
  caller: CallerName,
  name: string,
  own: Readonly<Record<Kind, string>>,
  path?: string,
  value?: string,
): Promise<Reply> {
  const operation = world.operations.find((known) => known.name === name);
  const row = world.policy.rows.find((known) => known.operation === name);
  if (!operation || !row) throw new Error(`The schema has no ${name}; npm run check says more.`);
  const payload = JSON.stringify({
    query: operation.document,
    variables: argumentsFor(operation, row, own, path, value),
  });
  return over === 'HTTP' ? overHttp(world, caller, payload) : overSocket(world, caller, payload);
}

/** What was said, without the name that was asked for and without what differs from one request to the next. */
function plain(body: string, name = '#'): string {
  return body.replaceAll(name, '#').replaceAll(/"(requestId|cost)":("[^"]*"|\d+)/g, '');
}
