import type { RecordedFact } from '@libs/domain';

/** A row of the table `fact`. */
export interface FactRow {
  position: string;
  xid: string;
  id: string;
  type: string;
  aggregate_type: string;
  aggregate_id: string;
  sequence: number;
  brand_id: string | null;
  actor_kind: string;
  actor_id: string;
  origin: string;
  request_id: string | null;
  occurred_at: Date | string;
  payload: object;
}

/** The columns of {@link FactRow}, for a select from `fact f`. */
export const FACT_COLUMNS = `f.position::text, f.xid::text, f.id, f.type, f.aggregate_type, f.aggregate_id, f.sequence, f.brand_id,
  f.actor_kind, f.actor_id, f.origin, f.request_id, f.occurred_at, f.payload`;

/** The fact that a row holds. */
export function factFromRow(row: FactRow): RecordedFact {
  return {
    id: row.id,
    type: row.type,
    aggregateType: row.aggregate_type,
    aggregateId: row.aggregate_id,
    sequence: row.sequence,
    brandId: row.brand_id,
    actor: { kind: row.actor_kind, id: row.actor_id },
    origin: row.origin,
    requestId: row.request_id,
    occurredAt: new Date(row.occurred_at),
    payload: row.payload,
  };
}
