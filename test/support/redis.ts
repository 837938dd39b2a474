import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '@libs/embedded-postgres';
import { systemProgram } from './system-package.js';

/** A Redis server of a test's own, on 127.0.0.1, which keeps nothing on disk. */
export interface TestRedis {
  readonly port: number;
  /** With its password, when it has one. */
  readonly url: string;
  close(): Promise<void>;
}

/** Whether there is a redis-server to start: see {@link systemProgram}. */
export const hasRedis = (): boolean => systemProgram('redis-server', 'redis-server') !== undefined;

/** Starts a Redis server and waits until it answers. @throws Error with what it printed when it does not come up */
export async function startRedis(options: { port?: number; password?: string } = {}): Promise<TestRedis> {
  const program = systemProgram('redis-server', 'redis-server');
  if (!program) throw new Error('There is no redis-server.');
  const port = options.port ?? (await findFreePort());
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp'].map(String);
  if (options.password) args.push('--requirepass', options.password);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const ended = once(child, 'exit');
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`redis-server ended: ${output}`);
    await delay(10);
  }
  return {
    port,
    url: `redis://${options.password ? `:${options.password}@` : ''}127.0.0.1:${port}`,
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', () => resolve(socket.end() && true));
    socket.once('error', () => resolve(false));
  });
}
