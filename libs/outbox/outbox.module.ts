import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@libs/database';
import { Clock } from '@libs/domain';
import { DELIVER_TASK } from './delivery-jobs.js';
import { Deliver } from './deliver.js';
import { FactStore } from './fact-store.js';
import { type FactHandlerClass, HandlerRoutes } from './handler.js';
import { JobRunner } from './job-runner.js';
import { JobTasks } from './job-tasks.js';
import { outboxSettings, type OutboxSettings } from './outbox.settings.js';
import { Replay } from './replay.js';

const DAY_MS = 86_400_000;

/** Rows that one statement forgets. */
const PORTION = 5_000;

const FORGET_FACTS = `
with old as (
  select position from fact f where occurred_at < $1 and not exists (select from delivery d where d.fact_id = f.id)
  order by occurred_at limit $2
), gone as (
  delete from fact where position in (select position from old) returning xid
), horizon as (
  insert into fact_horizon (single, xid) select true, (array_agg(xid order by xid desc))[1] from gone having count(*) > 0
  on conflict (single) do update set xid = greatest(fact_horizon.xid, excluded.xid)
)
select count(*)::int as count from gone`;

/** Facts: stored with the change that caused them, delivered to handlers afterwards. */
@Module({})
export class OutboxModule implements OnApplicationBootstrap {
  /** @param handlers the handler classes of all modules, in every process alike */
  static forRoot(handlers: readonly FactHandlerClass[]): DynamicModule {
    return {
      module: OutboxModule,
      global: true,
      providers: [
        { provide: HandlerRoutes, useValue: new HandlerRoutes(handlers) },
        FactStore,
        JobTasks,
        JobRunner,
        Deliver,
        Replay,
      ],
      exports: [HandlerRoutes, FactStore, JobTasks, JobRunner, Replay],
    };
  }

  constructor(
    private readonly tasks: JobTasks,
    private readonly deliver: Deliver,
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(outboxSettings.token) private readonly settings: OutboxSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.tasks.add(DELIVER_TASK, (payload) =>
      this.deliver.run(String(payload['handler']), String(payload['aggregateId'])),
    );
    this.tasks.addScheduled('forget-old-facts', '17 * * * *', () => this.#forgetOldFacts());
    this.tasks.addScheduled('forget-superseded-jobs', '41 * * * *', () => this.#forgetSupersededJobs());
  }

  /**
   * Subscriptions that want to resume before what is forgotten are told to start afresh: the horizon is kept with it. In portions, so
   * that a backlog of days never runs into the time limit of a statement.
   */
  async #forgetOldFacts(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - this.settings.factRetentionDays * DAY_MS);
    for (let gone = PORTION; gone === PORTION;) {
      const row = await this.database.row<{ count: number }>(FORGET_FACTS, [before, PORTION]);
      gone = row?.count ?? 0;
    }
  }

  /** A job whose key went to a newer one while it ran, and whose worker died: the newer one does its work. */
  async #forgetSupersededJobs(): Promise<void> {
    await this.database.rows(
      'delete from graphile_worker._private_jobs where key is null and attempts = max_attempts and locked_at is null',
    );
  }
}
