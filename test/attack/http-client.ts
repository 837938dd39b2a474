import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Reply } from './attack.js';

const TIMEOUT_MS = 10_000;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** One HTTP request. */
export interface Exchange {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

/** Sends an ordinary request. Resolves with a reply in any case. */
export async function exchange(url: string, options: Exchange = {}): Promise<Reply> {
  const body = options.body ?? '';
  const sent = `${options.path ?? ''} ${JSON.stringify(options.headers ?? {})} ${Buffer.from(body).subarray(0, 300_000).toString()}`;
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const outgoing = request(
      {
        agent,
        hostname,
        port,
        method: options.method ?? 'POST',
        path: options.path ?? '/graphql',
        headers: { 'content-length': String(Buffer.byteLength(body)), ...options.headers },
        timeout: TIMEOUT_MS,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        const done = (): void => {
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: incoming.statusCode,
            body: text,
            text: `${JSON.stringify(incoming.headers)}\n${text}`,
            sent,
          });
        };
        incoming.on('end', done).on('error', done);
      },
    );
    outgoing.on('timeout', () => {
      resolve({ body: '', text: '', sent, silent: true });
      outgoing.destroy();
    });
    // A server may refuse a body that is too large before all of it was sent.
    outgoing.on('error', () => resolve({ body: '', text: '', sent, closed: 0 }));
    outgoing.end(body);
  });
}

/** A piece of a raw request: bytes, or a pause in ms. */
export type Piece = string | Uint8Array | number;

/** How long to listen. */
interface Patience {
  /** Stop when nothing came for so long after the last piece; 300 ms unless told. */
  readonly quietMs?: number;
  /** Stop in any case; 5 s unless told. */
  readonly mostMs?: number;
  /** End our side after the last piece. */
  readonly half?: boolean;
}

/** Sends bytes as they are on a connection of their own. `closed` is 0 when the server closed it without a word. */
export async function rawExchange(url: string, pieces: readonly Piece[], patience: Patience = {}): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  let over = false;
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined).on('close', () => (over = true));
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  for (const piece of pieces) {
    if (over) break;
    if (typeof piece === 'number') await delay(piece);
    else socket.write(piece);
  }
  if (patience.half) socket.end();
  const began = performance.now();
  for (let seen = 0, since = began; !over; await delay(5)) {
    if (chunks.length > seen) [seen, since] = [chunks.length, performance.now()];
    const now = performance.now();
    if (chunks.length > 0 && now - since > (patience.quietMs ?? 300)) break;
    if (now - began > (patience.mostMs ?? 5_000)) break;
  }
  const silent = !over && chunks.length === 0;
  socket.destroy();
  const text = Buffer.concat(chunks).toString('latin1');
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  return {
    status: status ? Number(status) : undefined,
    closed: text === '' && over ? 0 : undefined,
    text,
    body: text.split('\r\n\r\n').slice(1).join('\r\n\r\n'),
    silent,
    sent: pieces
      .filter((piece) => typeof piece !== 'number')
      .map((piece) => Buffer.from(piece).subarray(0, 100_000).toString('latin1'))
      .join(''),
  };
}

/** Ends the connections that are kept for later requests. */
export function endExchanges(): void {
  agent.destroy();
}
