import { Injectable } from '@nestjs/common';

/** Runs one queued job. Throwing lets the job library try again with growing pauses. */
export type JobTask = (payload: Record<string, unknown>) => Promise<void>;

interface CronEntry {
  readonly name: string;
  /** Five crontab fields, in UTC. */
  readonly schedule: string;
}

/** The kinds of job that this process can run. Libraries and modules add theirs while the application starts. */
@Injectable()
export class JobTasks {
  readonly #tasks = new Map<string, JobTask>();
  readonly #cron: CronEntry[] = [];

  /** @throws Error when the name is taken */
  add(name: string, task: JobTask): void {
    if (this.#tasks.has(name)) throw new Error(`Two job tasks are named ${name}.`);
    this.#tasks.set(name, task);
  }

  /** Adds a job that runs on a crontab schedule (UTC), once in the whole installation however many workers run. */
  addScheduled(name: string, schedule: string, task: JobTask): void {
    this.add(name, task);
    this.#cron.push({ name, schedule });
  }

  entries(): readonly [string, JobTask][] {
    return [...this.#tasks];
  }

  schedules(): readonly CronEntry[] {
    return this.#cron;
  }

  /** Runs a task now, in this process: for tests and for the command line. @throws Error for an unknown name */
  async runNow(name: string, payload: Record<string, unknown> = {}): Promise<void> {
    const task = this.#tasks.get(name);
    if (!task) throw new Error(`No job task is named ${name}.`);
    await task(payload);
  }
}
