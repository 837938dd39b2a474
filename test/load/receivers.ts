import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ReceiverCommands } from './receivers.process.js';

type Input<N extends keyof ReceiverCommands> = Parameters<ReceiverCommands[N]>[0];
type Result<N extends keyof ReceiverCommands> = Awaited<ReturnType<ReceiverCommands[N]>>;

/** A process full of receivers, as the one who runs the test sees it. */
export class Receivers {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #count = 0;

  constructor() {
    this.#child = fork('test/load/receivers.process.ts', [], {
      execArgv: ['--import', './scripts/typescript-loader.mjs', '--max-old-space-size=2048'],
    });
    this.#child.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
      const asked = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) asked?.resolve(result);
      else asked?.reject(new Error(error));
    });
    this.#child.on('exit', () => {
      for (const asked of this.#waiting.values()) asked.reject(new Error('The receivers ended.'));
    });
  }

  /** Asks for one thing. @throws Error when it fails, or takes longer than `withinMs` */
  async tell<N extends keyof ReceiverCommands>(name: N, input: Input<N>, withinMs = 120_000): Promise<Result<N>> {
    const id = (this.#count += 1);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Result<N>>((resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`The receivers did not ${name} within ${withinMs} ms.`)), withinMs);
        this.#waiting.set(id, { resolve: (result) => resolve(result as Result<N>), reject });
        this.#child.send({ id, name, input });
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
