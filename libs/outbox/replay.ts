import { Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { deliveryJobs } from './delivery-jobs.js';

const ENQUEUE = `, specs as (${deliveryJobs('(select distinct handler, aggregate_id from touched) as pairs')})
select queue_jobs(specs.list) as count from specs where specs.list is not null`;

/** A fact that a handler could not process. */
export interface ParkedDelivery {
  readonly handler: string;
  readonly factId: string;
  readonly factType: string;
  readonly aggregateId: string;
  readonly sequence: number;
  readonly attempts: number;
  readonly lastError: string;
  readonly parkedAt: Date;
}

/** Gives facts to handlers again: those that were parked, or a stretch of the past for one handler. */
@Injectable()
export class Replay {
  constructor(private readonly database: Database) {}

  /** The parked deliveries, oldest first; at most `limit`. */
  async parked(limit = 100): Promise<ParkedDelivery[]> {
    return this.database.rows<ParkedDelivery>(
      `select d.handler, d.fact_id as "factId", f.type as "factType", d.aggregate_id as "aggregateId", d.sequence, d.attempts,
         d.last_error as "lastError", d.parked_at as "parkedAt"
       from delivery d join fact f on f.id = d.fact_id where d.parked_at is not null order by d.parked_at, d.fact_id limit $1`,
      [limit],
    );
  }

  /** Queues parked deliveries again, all or those of one handler. Returns the number of jobs queued. */
  async retryParked(handler?: string): Promise<number> {
    const row = await this.database.row<{ count: number }>(
      `with touched as (
         update delivery set parked_at = null, attempts = 0 where parked_at is not null and ($1::text is null or handler = $1)
         returning handler, aggregate_id) ${ENQUEUE}`,
      [handler ?? null],
    );
    return row?.count ?? 0;
  }

  /**
   * Gives a handler all facts of the named types that happened in `from` ≤ time < `to` again. Handlers are idempotent, so this
   * repairs what they missed. Returns the number of jobs queued.
   */
  async period(handler: string, types: readonly string[], from: Date, to: Date): Promise<number> {
    const row = await this.database.row<{ count: number }>(
      `with touched as (
         insert into delivery (handler, aggregate_id, sequence, fact_id)
         select $1, aggregate_id, sequence, id from fact where type = any($2) and occurred_at >= $3 and occurred_at < $4
         on conflict (handler, aggregate_id, sequence) do update set parked_at = null, attempts = 0
         returning handler, aggregate_id) ${ENQUEUE}`,
      [handler, types, from, to],
    );
    return row?.count ?? 0;
  }
}
