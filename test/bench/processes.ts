import { fork } from 'node:child_process';
import { once } from 'node:events';

const LOADER = new URL('../../scripts/typescript-loader.mjs', import.meta.url).href;

/** A program of `processes/` in a process of its own. */
export interface OwnProcess {
  readonly pid: number;
  /** Its next message. @throws Error when it ends before */
  next<T>(): Promise<T>;
  /** Tells it something. */
  tell(message: object): void;
  /** The last of what it printed. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a program of `processes/` and gives it its orders. */
export function startProcess(name: string, orders: object, nodeOptions: readonly string[] = []): OwnProcess {
  const child = fork(new URL(`./processes/${name}.process.ts`, import.meta.url), {
    execArgv: [...nodeOptions, '--import', LOADER],
    env: {},
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-5_000)));
  const ended = once(child, 'exit');
  const messages: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  child.on('message', (message) => {
    const taker = waiting.shift();
    if (taker) taker(message);
    else messages.push(message);
  });
  child.send(orders);
  return {
    pid: child.pid ?? 0,
    next: <T>() =>
      messages.length > 0
        ? Promise.resolve(messages.shift() as T)
        : new Promise<T>((resolve, reject) => {
            waiting.push((message) => resolve(message as T));
            void ended.then(() => reject(new Error(`${name} ended without an answer:\n${output}`)));
          }),
    output: () => output,
    tell: (message) => void child.send(message),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
