import { setTimeout as delay } from 'node:timers/promises';

/** Bytes that a process holds, after garbage collection. */
export interface Memory {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
}

const PATIENCE_MS = 30_000;

/**
 * Asks a process that runs `processes/heap-on-signal.mjs` what it holds.
 * @param output what it has printed so far
 * @throws Error when it does not answer within 30 s
 */
export async function memoryOf(pid: number, output: () => string): Promise<Memory> {
  const known = lastLine(output());
  process.kill(pid, 'SIGWINCH');
  for (const started = performance.now(); performance.now() - started < PATIENCE_MS; await delay(20)) {
    const line = lastLine(output());
    if (line && line !== known) return JSON.parse(line) as Memory;
  }
  throw new Error('The server did not tell its memory.');
}

const lastLine = (output: string): string | undefined =>
  output
    .split('\n')
    .slice(0, -1)
    .findLast((line) => line.startsWith('memory '))
    ?.slice('memory '.length);
