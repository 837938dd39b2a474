import { Injectable } from '@nestjs/common';
import type { ActorRef, PendingFact } from '@libs/domain';
import { Ids } from '@libs/domain';
import type { Sql } from '@libs/database';
import { deliveryJobs } from './delivery-jobs.js';
import { HandlerRoutes } from './handler.js';

/** What is the same for all facts of one transaction. */
export interface FactStamp {
  readonly actor: ActorRef;
  readonly occurredAt: Date;
  readonly origin?: string;
  readonly requestId?: string | null;
}

/**
 * $1 facts, $2 deliveries: JSON arrays. $3 actor kind, $4 actor id, $5 origin, $6 request id, $7 time. A job that waits for its next
 * attempt after a failure keeps its time: new facts must not use up the attempts of the one that failed.
 */
const APPEND = `
with stored as (
  insert into fact (id, type, aggregate_type, aggregate_id, brand_id, sequence, payload, actor_kind, actor_id, origin, request_id, occurred_at)
  select id, type, "aggregateType", "aggregateId", "brandId", sequence, payload, $3, $4, $5, $6, $7
  from jsonb_to_recordset($1::jsonb)
    as f(id uuid, type text, "aggregateType" text, "aggregateId" uuid, "brandId" uuid, sequence int, payload jsonb)
  returning id
), queued as (
  insert into delivery (handler, aggregate_id, sequence, fact_id)
  select handler, "aggregateId", sequence, "factId"
  from jsonb_to_recordset($2::jsonb) as d(handler text, "aggregateId" uuid, sequence int, "factId" uuid)
  returning handler, aggregate_id
), specs as (
  ${deliveryJobs('(select distinct handler, aggregate_id from queued) as pairs')}
)
select (select count(*) from stored) as facts,
  (select queue_jobs(specs.list, true) from specs where specs.list is not null) as jobs`;

/**
 * Stores facts and queues one delivery per handler, all in the caller's transaction and one statement. That they are there is said after
 * the commit and not by NOTIFY within it: that lets the transactions of a whole PostgreSQL commit only one after the other
 * (https://www.postgresql.org/docs/18/sql-notify.html). Who dies in between leaves it to the poll of the others.
 */
@Injectable()
export class FactStore {
  readonly #listeners: (() => void)[] = [];

  constructor(
    private readonly routes: HandlerRoutes,
    private readonly ids: Ids,
  ) {}

  /** Calls back, in this process, whenever a transaction that stored facts is committed. The listener must not throw. */
  onCommitted(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Whoever commits a transaction with facts calls this afterwards. */
  committed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Names of the handlers that react to a type of fact, for statements that store facts by themselves. */
  handlersOf(type: string): readonly string[] {
    return this.routes.namesFor(type);
  }

  /** Stores `facts` in the transaction that `sql` runs in. Nothing happens for an empty list. */
  async append(sql: Sql, facts: readonly PendingFact[], stamp: FactStamp): Promise<void> {
    if (facts.length === 0) return;
    const stored = facts.map((fact) => ({ ...fact, id: this.ids.next() }));
    const deliveries = stored.flatMap((fact) =>
      this.routes.namesFor(fact.type).map((handler) => ({
        handler,
        aggregateId: fact.aggregateId,
        sequence: fact.sequence,
        factId: fact.id,
      })),
    );
    await sql.rows(APPEND, [
      JSON.stringify(stored),
      JSON.stringify(deliveries),
      stamp.actor.kind,
      stamp.actor.id,
      stamp.origin ?? 'PARLEY',
      stamp.requestId ?? null,
      stamp.occurredAt,
    ]);
  }
}
