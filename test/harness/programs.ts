import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '@libs/embedded-postgres';

const START_TIMEOUT_MS = 180_000;
const KEPT_OUTPUT = 20_000;
/** Limits count as ever, but a harness is one machine that asks for a crowd; 1 in `env` sets those for people. */
const LIMITS = { PARLEY_REQUEST_LIMIT_SCALE: '1000' };

/** Everybody in a harness comes from one address, and often with one token: that is no reason to keep him out. */
const ONE_ADDRESS = {
  PARLEY_SOCKETS_PER_ADDRESS: '100000',
  PARLEY_SOCKETS_SILENT_PER_ADDRESS: '100000',
  PARLEY_SOCKETS_PER_CALLER: '100000',
};

/** Which built program of apps/ to start. */
export type ProgramName = 'all-in-one' | 'api' | 'worker' | 'cli';

/** One of our programs as an operator would start it, in a process of its own. */
export interface Program {
  readonly pid: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** The last of what it printed. */
  output(): string;
  /** Sends a signal and waits for the end; resolves with the exit code, null after a signal. SIGTERM when left out. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Resolves with the exit code when it ends by itself or by a signal. */
  readonly ended: Promise<number | null>;
}

/**
 * Starts a program of `dist/` (built by `npm run build`; the runners of scripts/run.mjs see to that) and waits until it is ready.
 * @param options.onOutput gets all that it prints
 * @param env settings, e.g. `DATABASE_URL`; nothing else of this process's environment but the PATH is passed on
 * @throws Error with what it printed when it ends, or is not ready within three minutes
 */
export async function startProgram(
  name: ProgramName,
  env: Readonly<Record<string, string>>,
  options: { port?: number; nodeOptions?: readonly string[]; onOutput?: (text: string) => void } = {},
): Promise<Program> {
  const port = options.port ?? (await findFreePort());
  const child = spawn(
    process.execPath,
    [...(options.nodeOptions ?? []), '--enable-source-maps', `dist/apps/${name}/main.js`],
    {
      env: {
        PATH: process.env.PATH,
        PARLEY_HOST: '127.0.0.1',
        PARLEY_PORT: String(port),
        ...LIMITS,
        ...ONE_ADDRESS,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
      options.onOutput?.(chunk.toString());
    });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const program: Program = {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    port,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    ended,
  };
  try {
    await ready(program, ended);
  } catch (error) {
    await program.stop('SIGKILL');
    throw error;
  }
  return program;
}

async function ready(program: Program, ended: Promise<number | null>): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  for (const started = performance.now(); performance.now() - started < START_TIMEOUT_MS; await delay(25)) {
    if (over) throw new Error(`The program ended before it was ready:\n${program.output()}`);
    if (await isReady(program.url)) return;
  }
  throw new Error(`The program was not ready in time:\n${program.output()}`);
}

/** Whether `/health/ready` answers 200 now. */
export async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status === 200,
    () => false,
  );
}
