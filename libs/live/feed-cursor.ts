import { Refusal } from '@libs/domain';

/**
 * A position in the feed of facts. `base` and `batch` are PostgreSQL snapshots (`pg_current_snapshot()`): every fact visible in
 * `base` has been seen. With `batch`, so has every fact visible in `batch` up to `position`. Positions made of snapshots cannot
 * skip a fact whose transaction committed late, which a serial number can.
 */
export interface FeedCursor {
  readonly base: string;
  readonly batch?: { readonly snapshot: string; readonly position: string };
}

/**
 * SQL for the position "everything visible now": what {@link encodeSnapshotCursor} takes. Beside the snapshot it tells the newest
 * transaction that has stored a fact that is still kept, or was until lately. A subquery, so that it is worked out once and not per row.
 */
export const FEED_SNAPSHOT = `(select pg_current_snapshot()::text || '|' || coalesce(greatest(
  (select xid from fact order by xid desc limit 1), (select xid from fact_horizon))::text, '0'))`;

/** Of each 2³² ids the lowest three are never given to a transaction. */
const FIRST_NORMAL_ID = 3n;
const SNAPSHOT = /^\d{1,20}:\d{1,20}:(\d{1,20}(,\d{1,20}){0,2000})?$/;

/** The caller's position cannot be resumed: read the state afresh by query, then subscribe from the cursor it gives. */
export class ResyncRequired extends Refusal {
  constructor(reason: string) {
    super('ResyncRequired', reason, { field: 'after' });
  }
}

/** Packs a position into an opaque cursor. */
export function encodeCursor(cursor: FeedCursor): string {
  const parts = cursor.batch ? [cursor.base, cursor.batch.snapshot, cursor.batch.position] : [cursor.base];
  return Buffer.from(`f1|${parts.join('|')}`).toString('base64url');
}

/** The cursor of "everything visible in this statement has been seen", for queries that read {@link FEED_SNAPSHOT} as a column. */
export function encodeSnapshotCursor(snapshot: string): string {
  return encodeCursor({ base: durableSnapshot(snapshot) });
}

/**
 * The snapshot of {@link FEED_SNAPSHOT}, cut off behind the newest fact. It sees the same facts, and none that comes later: after a crash
 * PostgreSQL gives the ids of transactions anew whose end it had not yet written to disk, as of those that were rolled back. An id up
 * to that of a stored fact is never given again.
 */
export function durableSnapshot(text: string): string {
  const [snapshot = '', newest] = text.split('|');
  if (newest === undefined) return snapshot;
  const [, xmax = '0', running = ''] = snapshot.split(':');
  const following = BigInt(newest) + 1n;
  const end = isTransactionId(following) ? following : following + FIRST_NORMAL_ID;
  if (end >= BigInt(xmax)) return snapshot;
  const ids = running.split(',').filter((id) => id !== '' && BigInt(id) < end);
  return `${ids[0] ?? end}:${end}:${ids.join(',')}`;
}

/** Unpacks a cursor. @throws ResyncRequired for anything that is not one */
export function decodeCursor(text: string): FeedCursor {
  const [version, base, snapshot, position, ...rest] = Buffer.from(text.slice(0, 40_000), 'base64url')
    .toString('latin1')
    .split('|');
  const wrong = new ResyncRequired('This is not a position of this subscription.');
  if (version !== 'f1' || !base || !isSnapshot(base) || rest.length > 0) throw wrong;
  if (snapshot === undefined) return { base };
  if (!isSnapshot(snapshot) || !position || !/^\d{1,18}$/.test(position)) throw wrong;
  return { base, batch: { snapshot, position } };
}

/** Whether the transaction `xid` had committed when `snapshot` was taken, as far as a stored row can tell. */
export function visibleIn(xid: string, snapshot: string): boolean {
  const [xmin = '0', xmax = '0', running = ''] = snapshot.split(':');
  const id = BigInt(xid);
  if (id < BigInt(xmin)) return true;
  if (id >= BigInt(xmax)) return false;
  return !running.split(',').includes(xid);
}

/**
 * Whether the snapshot `one` was taken after `other`. Snapshots of one database stand in a row: the transactions up to the upper bound
 * are known, and of these only fewer and fewer are still running.
 */
export function isLater(one: string, other: string): boolean {
  const [a, b] = [one, other].map((snapshot) => {
    const [, xmax = '0', running = ''] = snapshot.split(':');
    return { xmax: BigInt(xmax), running: running === '' ? 0 : running.split(',').length };
  }) as [{ xmax: bigint; running: number }, { xmax: bigint; running: number }];
  return a.xmax === b.xmax ? a.running < b.running : a.xmax > b.xmax;
}

function isSnapshot(text: string): boolean {
  if (!SNAPSHOT.test(text)) return false;
  const [xmin = '0', xmax = '0', running = ''] = text.split(':');
  const low = BigInt(xmin);
  const high = BigInt(xmax);
  const ids = running === '' ? [] : running.split(',').map(BigInt);
  // PostgreSQL refuses anything else with a syntax error: it must never come to that.
  return (
    isTransactionId(low) &&
    isTransactionId(high) &&
    low <= high &&
    high < 2n ** 63n &&
    ids.every((id, i) => id >= low && id < high && (i === 0 || id > (ids[i - 1] ?? 0n)))
  );
}

/** Every 2³² transactions the lower half is zero, which PostgreSQL never gives away and refuses to read. */
function isTransactionId(id: bigint): boolean {
  return (id & 0xffff_ffffn) !== 0n;
}
