import { EventEmitter } from 'node:events';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Logger as JobLogger, parseCronItems, run, type Runner, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { Database } from '@libs/database';
import { Ids } from '@libs/domain';
import { JobTasks } from './job-tasks.js';
import { outboxSettings, type OutboxSettings } from './outbox.settings.js';

/**
 * Workers whose process no longer holds its PostgreSQL connection died without handing their jobs back. The job library would
 * keep those jobs locked for four hours; we free them at once.
 */
const FREE_JOBS_OF_DEAD_WORKERS = `
with dead as (
  delete from worker_process w where not exists (select from pg_stat_activity a where a.application_name = 'parley-worker-' || w.process_id)
  returning worker_id)
select graphile_worker.force_unlock_workers(array_agg(worker_id)) from dead having count(*) > 0`;

const RECOVERY_INTERVAL_MS = 5_000;

/** Runs queued jobs in this process, on graphile-worker. */
@Injectable()
export class JobRunner {
  readonly #log = new Logger('JobRunner');
  #runner: Runner | undefined;
  #presence: pg.Client | undefined;
  #recovery: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly tasks: JobTasks,
    private readonly ids: Ids,
    @Inject(outboxSettings.token) private readonly settings: OutboxSettings,
  ) {}

  /** Starts taking jobs. Jobs of processes that died are taken over within seconds. */
  async start(): Promise<void> {
    const processId = this.ids.next();
    this.#presence = await this.database.dedicatedClient();
    this.#presence.on('error', (error) => this.#log.warn(`The worker's presence connection broke: ${error.message}`));
    await this.#presence.query(`set application_name = 'parley-worker-${processId}'`);
    await this.#freeJobsOfDeadWorkers();
    // Attached before the workers exist, so that none of them is missed.
    const events: WorkerEvents = new EventEmitter();
    events.on('worker:create', ({ worker }) => void this.#remember(worker.workerId, processId));
    this.#runner = await run({
      events,
      pgPool: this.database.pool,
      concurrency: this.settings.concurrency,
      noHandleSignals: true,
      pollInterval: 1_000,
      maxPoolSize: this.settings.concurrency,
      taskList: Object.fromEntries(
        this.tasks
          .entries()
          .map(([name, task]) => [name, (payload: unknown) => task(payload as Record<string, unknown>)]),
      ),
      parsedCronItems: parseCronItems(
        this.tasks
          .schedules()
          .map(({ name, schedule }) => ({ task: name, match: schedule, options: { maxAttempts: 3 } })),
      ),
      logger: new JobLogger(() => (level, message) => {
        if (level === 'error') this.#log.error(message);
        else if (level === 'warning') this.#log.warn(message);
      }),
    });
    this.#recovery = setInterval(() => void this.#freeJobsOfDeadWorkers(), RECOVERY_INTERVAL_MS).unref();
  }

  /** Stops taking jobs, waits for those that run, hands the rest back. */
  async stop(): Promise<void> {
    clearInterval(this.#recovery);
    await this.#runner?.stop();
    this.#runner = undefined;
    await this.#presence?.end();
    this.#presence = undefined;
  }

  async #remember(workerId: string, processId: string): Promise<void> {
    await this.database
      .rows('insert into worker_process (worker_id, process_id) values ($1, $2) on conflict do nothing', [
        workerId,
        processId,
      ])
      .catch((error: Error) => this.#log.warn(`Could not note a worker: ${error.message}`));
  }

  async #freeJobsOfDeadWorkers(): Promise<void> {
    await this.database
      .rows(FREE_JOBS_OF_DEAD_WORKERS)
      .catch((error: Error) => this.#log.warn(`Could not look for dead workers: ${error.message}`));
  }
}
