import { policyRoles } from '@test/support/policy.js';
import type { Attack, CallerName, Judge, Reply } from './attack.js';
import { exchange } from './http-client.js';
import { HostileSocket } from './socket-client.js';
import type { World } from './world.js';

/** Something that goes to GraphQL as it is, over either transport. */
export interface Sent {
  readonly name: string;
  /** The JSON text of the request, or what is in its place. */
  readonly payload: string | ((world: World) => string);
  readonly expected: Judge;
  readonly callers?: readonly CallerName[];
  readonly cpuMs?: number;
  readonly once?: boolean;
  /** A subscription may open and say nothing. */
  readonly mayStayOpen?: boolean;
}

const TRANSPORTS = ['HTTP', 'WebSocket'] as const;
const OPEN_MS = 150;

/** The JSON text of a request with this document. */
export function query(document: string, more: object = {}): string {
  return JSON.stringify({ query: document, ...more });
}

/** Each request from each caller over each transport. */
export function sends(
  theme: string,
  all: readonly Sent[],
  transports: readonly Attack['over'][] = TRANSPORTS,
): Attack[] {
  return all.flatMap(({ name, payload, expected, callers = policyRoles, mayStayOpen, ...more }) =>
    callers.flatMap((caller) =>
      transports.map((over) => ({
        ...more,
        theme,
        name,
        caller,
        over,
        expected,
        send: async (world: World): Promise<Reply> => {
          const text = typeof payload === 'string' ? payload : payload(world);
          return over === 'HTTP' ? overHttp(world, caller, text) : overSocket(world, caller, text, mayStayOpen);
        },
      })),
    ),
  );
}

/** The request as the body of a POST. */
export async function overHttp(world: World, caller: CallerName, payload: string): Promise<Reply> {
  const token = world.tokenOf(caller);
  return exchange(world.url, {
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: payload,
  });
}

let lastId = 0;

/** The request as the payload of a subscribe message on the caller's socket. */
export async function overSocket(
  world: World,
  caller: CallerName,
  payload: string,
  mayStayOpen = false,
): Promise<Reply> {
  const socket = await world.socketOf(caller);
  return ask(socket, payload, mayStayOpen);
}

/** Subscribes with a payload as it is and waits for what comes of it. */
export async function ask(socket: HostileSocket, payload: string, mayStayOpen = false): Promise<Reply> {
  const id = `a${++lastId}`;
  socket.say(`{"id":"${id}","type":"subscribe","payload":${payload}}`);
  if (!mayStayOpen) return socket.answerTo(id);
  const reply = await socket.answerTo(id, OPEN_MS);
  if (socket.isOpen) socket.say({ id, type: 'complete' });
  return { ...reply, silent: false };
}
