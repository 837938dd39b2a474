import { Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import type { RecordedFact } from '@libs/domain';
import { FACT_COLUMNS, type FactRow, factFromRow } from '@libs/outbox';
import { durableSnapshot, encodeCursor, FEED_SNAPSHOT, type FeedCursor, ResyncRequired } from './feed-cursor.js';

/** Which facts a subscription wants; what is left out does not limit. */
export interface FactFilter {
  readonly types?: readonly string[];
  readonly aggregateIds?: readonly string[];
  readonly brandIds?: readonly string[];
}

/** A fact with its place in the feed. */
export interface PlacedFact {
  readonly kind: 'fact';
  readonly fact: RecordedFact;
  readonly xid: string;
  /** The position after this fact, also packed. */
  readonly position: FeedCursor;
  readonly cursor: string;
}

/** Facts after a position, and the position after them. `complete` says that there was nothing more at that moment. */
export interface FactPage {
  readonly facts: readonly PlacedFact[];
  readonly next: FeedCursor;
  readonly complete: boolean;
}

const PAGE = 500;

const READ = `
select ${FACT_COLUMNS}, s.snapshot
from (select ${FEED_SNAPSHOT} as snapshot) s
left join lateral (
  select * from fact f
  where f.xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(f.xid, $1::pg_snapshot)
    and ($2::pg_snapshot is null or (pg_visible_in_snapshot(f.xid, $2::pg_snapshot) and f.position > $3::bigint))
    and ($4::text[] is null or f.type = any($4)) and ($5::uuid[] is null or f.aggregate_id = any($5))
    and ($6::uuid[] is null or f.brand_id = any($6) or f.brand_id is null)
  order by f.position limit ${PAGE}
) f on true
order by f.position`;

/** Reads the feed of facts from the database, in the order of storing within what one reading newly sees. */
@Injectable()
export class FactReader {
  constructor(private readonly database: Database) {}

  /** The position "everything up to now". */
  async now(): Promise<FeedCursor> {
    const row = await this.database.row<{ snapshot: string }>(`select ${FEED_SNAPSHOT} as snapshot`);
    if (!row) throw new Error('PostgreSQL gave no snapshot.');
    return { base: durableSnapshot(row.snapshot) };
  }

  /** @throws ResyncRequired when facts after the position may already be forgotten, or when it is not of this database */
  async checkResumable(cursor: FeedCursor): Promise<void> {
    const row = await this.database.row<{ ok: boolean }>(
      `select greatest(pg_snapshot_xmax($1::pg_snapshot), pg_snapshot_xmax($2::pg_snapshot)) <= pg_snapshot_xmax(pg_current_snapshot())
         and not exists (select from fact_horizon where not pg_visible_in_snapshot(xid, $1::pg_snapshot)) as ok`,
      [cursor.base, cursor.batch?.snapshot ?? cursor.base],
    );
    if (!row?.ok) throw new ResyncRequired('The position is too old: what came after it is no longer kept.');
  }

  /** At most 500 facts after the position that match the filter. */
  async after(cursor: FeedCursor, filter: FactFilter): Promise<FactPage> {
    const batch = cursor.batch;
    const rows = await this.database.rows<FactRow & { snapshot: string }>(READ, [
      cursor.base,
      batch?.snapshot ?? null,
      batch?.position ?? null,
      filter.types ?? null,
      filter.aggregateIds ?? null,
      filter.brandIds ?? null,
    ]);
    // Until a batch is read to its end, its own snapshot stays the frame; a new batch is framed by this reading's.
    const snapshot = batch?.snapshot ?? (rows[0] ? durableSnapshot(rows[0].snapshot) : cursor.base);
    const found = rows.filter((row) => row.id !== null);
    const facts = found.map((row) => {
      const position = { base: cursor.base, batch: { snapshot, position: row.position } };
      return { kind: 'fact' as const, fact: factFromRow(row), xid: row.xid, position, cursor: encodeCursor(position) };
    });
    const last = facts.at(-1);
    if (facts.length === PAGE && last) return { facts, next: last.position, complete: false };
    return { facts, next: { base: snapshot }, complete: batch === undefined };
  }
}
