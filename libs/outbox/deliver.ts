import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Database } from '@libs/database';
import { Clock } from '@libs/domain';
import { runWithRequestId } from '@libs/observability';
import { deliveryJobs } from './delivery-jobs.js';
import { FACT_COLUMNS, type FactRow, factFromRow } from './fact-row.js';
import { type FactHandler, HandlerRoutes, Unprocessable } from './handler.js';
import { outboxSettings, type OutboxSettings } from './outbox.settings.js';

const NEXT = `
select ${FACT_COLUMNS}, d.attempts
from delivery d join fact f on f.id = d.fact_id
where d.handler = $1 and d.aggregate_id = $2 and d.parked_at is null
order by d.sequence limit 1`;

const DONE = 'delete from delivery where handler = $1 and aggregate_id = $2 and sequence = $3';

/** Notes a failure and, unless the fact is parked, queues the next attempt: after 3 s, 7 s, 20 s … 6 h. */
const FAILED = `
with failed as (
  update delivery set attempts = attempts + 1, last_error = $4, parked_at = case when $5 then $6::timestamptz end
  where handler = $1 and aggregate_id = $2 and sequence = $3
  returning handler, aggregate_id, clock_timestamp() + exp(least(10, attempts)) * interval '1 second' as next_at
), specs as (${deliveryJobs('failed where not $5', 'next_at')})
select queue_jobs(specs.list) from specs where specs.list is not null`;

/** Gives the waiting facts of one (handler, aggregate) to the handler, oldest first. */
@Injectable()
export class Deliver {
  readonly #log = new Logger('Deliver');

  constructor(
    private readonly database: Database,
    private readonly routes: HandlerRoutes,
    private readonly modules: ModuleRef,
    private readonly clock: Clock,
    @Inject(outboxSettings.token) private readonly settings: OutboxSettings,
  ) {}

  /**
   * Runs until nothing waits, or until the handler fails: then its next attempt is queued. The pauses are ours and not the job
   * library's, whose pause a further fact of the aggregate would end.
   */
  async run(handler: string, aggregateId: string): Promise<void> {
    const type = this.routes.classOf(handler);
    if (!type) throw new Error(`No handler is named ${handler} in this version.`);
    const instance = this.modules.get<FactHandler>(type, { strict: false });
    for (;;) {
      const row = await this.database.row<FactRow & { attempts: number }>(NEXT, [handler, aggregateId]);
      if (!row) return;
      const fact = factFromRow(row);
      try {
        await runWithRequestId(fact.requestId ?? fact.id, () => instance.handle(fact));
      } catch (error) {
        const park = error instanceof Unprocessable || row.attempts + 1 >= this.settings.maxAttempts;
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        await this.database.rows(FAILED, [
          handler,
          aggregateId,
          fact.sequence,
          text.slice(0, 4000),
          park,
          this.clock.now(),
        ]);
        this.#log.warn(
          `${handler} failed on ${fact.type} ${fact.id}${park ? ' and is parked' : ''}: ${text.split('\n', 1)[0]}`,
        );
        if (park) continue;
        return;
      }
      await this.database.rows(DONE, [handler, aggregateId, fact.sequence]);
    }
  }
}
