import { EventEmitter } from 'node:events';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Logger as JobLogger, parseCronItems, run, type Runner, type WorkerEvents } from 'graphile-worker';
import { Database } from '@libs/database';
import { Ids } from '@libs/domain';
import { ShutdownCoordinator, shutdownOrder } from '@libs/observability';
import { patientPool } from './job-pool.js';
import { JobTasks } from './job-tasks.js';
import { outboxSettings, type OutboxSettings } from './outbox.settings.js';
import { WorkerPresence } from './worker-presence.js';

/** Runs queued jobs in this process, on graphile-worker. */
@Injectable()
export class JobRunner {
  readonly #log = new Logger('JobRunner');
  #runner: Runner | undefined;
  #presence: WorkerPresence | undefined;

  constructor(
    private readonly database: Database,
    private readonly tasks: JobTasks,
    private readonly ids: Ids,
    private readonly shutdown: ShutdownCoordinator,
    @Inject(outboxSettings.token) private readonly settings: OutboxSettings,
  ) {}

  /** Starts taking jobs. Jobs of processes that died are taken over within seconds. */
  async start(): Promise<void> {
    this.shutdown.onShutdown(shutdownOrder.handBackJobs, 'jobs', () => this.stop());
    const presence = new WorkerPresence(this.database, this.ids.next());
    this.#presence = presence;
    await presence.start();
    // Jobs are locked under the id of the pool, not of the worker. Attached before the pool exists, so that it is not missed.
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => void presence.add(workerPool.id));
    this.#runner = await run({
      events,
      pgPool: patientPool(this.database.pool),
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
  }

  /** Stops taking jobs, waits for those that run, hands the rest back. */
  async stop(): Promise<void> {
    await this.#runner?.stop();
    this.#runner = undefined;
    await this.#presence?.stop();
    this.#presence = undefined;
  }
}
