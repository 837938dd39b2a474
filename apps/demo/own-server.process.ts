import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromServer, ToServer } from './own-server.messages.js';

/** A server that belongs to the demo. */
export interface OwnServer {
  readonly url: string;
  /** Moves its clock forward by milliseconds; resolves when all that is due has happened. */
  advance(ms: number): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** Starts a server of the demo's own, on an empty temporary folder and a free port. @throws Error when it does not come up */
export async function startOwnServer(): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-demo-'));
  // The database may run as another user, who must be able to enter.
  await chmod(folder, 0o755);
  const child = fork(fileURLToPath(new URL('own-server.js', import.meta.url)), [folder]);
  const ended = once(child, 'exit');
  const waiting = new Map<number, (problem?: string) => void>();
  let lastId = 0;
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: FromServer) => {
      if ('url' in message) resolve(message.url);
      else waiting.get(message.advanced)?.(message.problem);
    });
    child.once('exit', (code) => {
      reject(new Error(`The demo's own server ended with code ${code ?? 'none'}.`));
      for (const done of waiting.values()) done('The server ended.');
    });
  }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    url,
    advance: (advanceMs) =>
      new Promise((resolve, reject) => {
        const message: ToServer = { id: ++lastId, advanceMs };
        waiting.set(message.id, (problem) => {
          waiting.delete(message.id);
          if (problem) reject(new Error(problem));
          else resolve();
        });
        child.send(message);
      }),
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
