import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 50;

/** Asks a server for its health all the time, as a load balancer does. */
export class Probe {
  /** How often `/health/live` answered what; a missing answer counts as its error. */
  readonly liveness = new Map<string, number>();
  /** HTTP status of the last answer of `/health/ready`; 0 for none. */
  lastReady = 200;
  #stopped = false;
  #running: Promise<unknown> | undefined;

  constructor(private readonly url: string) {}

  start(): void {
    this.#running = Promise.all([
      this.#ask('live', (status) => {
        const code = status === 0 ? 'no answer' : String(status);
        this.liveness.set(code, (this.liveness.get(code) ?? 0) + 1);
      }),
      this.#ask('ready', (status) => {
        this.lastReady = status;
      }),
    ]);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #ask(what: string, note: (status: number) => void): Promise<void> {
    for (; !this.#stopped; await delay(PAUSE_MS)) {
      const signal = AbortSignal.timeout(5_000);
      note(
        await fetch(`${this.url}/health/${what}`, { signal }).then(
          async (response) => {
            await response.text();
            return response.status;
          },
          () => 0,
        ),
      );
    }
  }
}
