import { setTimeout as delay } from 'node:timers/promises';
import { isReady } from '../harness/programs.js';
import { mutate } from './client.js';
import { Ledger } from './ledger.js';
import { type Random, randomOf } from './random.js';
import { Reader } from './reader.js';
import { type Stage, setTheStage } from './stage.js';
import { judge, readStage, type Verdict } from './verdict.js';
import { startWriters, type Writers } from './writers.js';

/** How hard a scenario is. */
export interface Effort {
  /** Writes per second, all clients together. */
  readonly rate: number;
  /** How often something is killed, cut or swallowed. */
  readonly times: number;
  readonly chats: number;
  readonly seed: number;
  /** Seconds of silence of K6. */
  readonly silenceSeconds: number;
}

/** A scenario while it runs: people in chats, clients that write and subscribers that follow. */
export class Rehearsal {
  readonly ledger = new Ledger();
  readonly random: Random;
  #writers: Writers | undefined;

  private constructor(
    /** Where the clients reach the server. */
    readonly url: string,
    readonly stage: Stage,
    readonly readers: readonly Reader[],
    private readonly before: Awaited<ReturnType<typeof readStage>>,
    private readonly effort: Effort,
  ) {
    this.random = randomOf(effort.seed);
  }

  /** Sets the stage: each chat's visitor follows his chat, and both agents follow all chats. */
  static async begin(url: string, effort: Effort): Promise<Rehearsal> {
    const stage = await setTheStage(url, effort.chats);
    const before = await readStage(url, stage);
    const cursorOf = (id: string): string => before.get(id)?.eventsCursor ?? '';
    const readers = [
      ...stage.chats.map(({ id, visitor }) => new Reader(url, visitor, 'chatEvents', { chatId: id }, cursorOf(id))),
      ...stage.agents.map((agent) => new Reader(url, agent, 'chatDeskEvents', { brandCode: 'BCW' })),
    ];
    await Promise.all(readers.map((reader) => reader.start()));
    return new Rehearsal(url, stage, readers, before, effort);
  }

  write(): void {
    this.#writers = startWriters(this.url, {
      stage: this.stage,
      ledger: this.ledger,
      random: this.random,
      rate: this.effort.rate,
    });
  }

  /** Stops writing, decides what is unknown, ends some of the chats, waits for the subscribers and compares. */
  async end(): Promise<Verdict> {
    await this.#writers?.stop();
    await this.ledger.settle(this.url, 30_000);
    for (const { id, visitor } of this.stage.chats.slice(0, Math.ceil(this.stage.chats.length / 2)))
      await this.ledger.begin(this.url, visitor, 'leaveChat', `leave-${id}`, { chatId: id });
    const { stage, before, ledger } = this;
    const verdict = await judge(this.url, { stage, before, ledger, readers: [...this.readers] });
    await this.leave();
    return verdict;
  }

  /** Stops all clients, whatever state they are in. */
  async halt(): Promise<void> {
    await this.#writers?.stop();
    await Promise.all(this.readers.map((reader) => reader.stop()));
  }

  async leave(): Promise<void> {
    await this.halt();
    // For the next rehearsal, whose chats are served by the same two.
    for (const { id, visitor } of this.stage.chats)
      await mutate(this.url, 'leaveChat', { clientKey: `away-${id}`, chatId: id }, visitor.token);
  }
}

/** Waits until a condition holds; how long it took, in ms. @throws Error after `withinMs` */
export async function timed(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<number> {
  const startedAt = performance.now();
  while (!(await condition())) {
    if (performance.now() - startedAt > withinMs) throw new Error(`${what}: not within ${withinMs} ms.`);
    await delay(10);
  }
  return performance.now() - startedAt;
}

/** Waits until the server answers `/health/ready` with 200. */
export const untilReady = (url: string): Promise<number> => timed('ready', () => isReady(url));
