import { Injectable } from '@nestjs/common';
import { Database, decodeKey, encodeKey, type PageRequest, pageSize, type Sql } from '@libs/database';
import type { Page } from '@libs/graphql';
import type { Shift } from '../model/roster.js';

/** A planned working time of an agent at a brand. */
export interface ShiftView {
  readonly id: string;
  readonly agentId: string;
  readonly brandId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A shift in the form in which the rules of the roster take it. */
export interface BrandShift extends Shift {
  readonly brandId: string;
}

const COLUMNS = 'id, agent_id as "agentId", brand_id as "brandId", starts_at as "startsAt", ends_at as "endsAt"';

/** No shift is longer: 24 hours. Statements rely on it to leave old shifts unread. */
export const LONGEST_SHIFT_MS = 24 * 3_600_000;

/** $1 brand, $2 from, $3 to (excluded), $4 and $5 last key, $6 number. */
const PAGE = `
select ${COLUMNS}, to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "startKey" from shift
where brand_id = $1 and starts_at < $3 and starts_at > $2::timestamptz - interval '24 hours' and ends_at > $2
  and ($4::timestamptz is null or (starts_at, id) > ($4, $5::uuid))
order by starts_at, id limit $6`;

/** Duty is judged by the shifts of the last two days and all to come: what ended before is told by no alert any more. */
const OF_AGENT = `
select ${COLUMNS} from shift
where agent_id = $1 and starts_at > $2::timestamptz - interval '3 days' and ends_at > $2::timestamptz - interval '2 days' order by starts_at`;

/** Reads the shift roster. */
@Injectable()
export class Shifts {
  constructor(private readonly database: Database) {}

  /** The shifts of a brand that touch the time from `from` to `to` (excluded), by start. @throws InvalidInput for a bad page */
  async ofBrand(
    brandId: string,
    between: { from: Date; to: Date },
    { first, after }: PageRequest,
  ): Promise<Page<ShiftView>> {
    const size = pageSize(first);
    const [startKey, id] = decodeKey(after, ['time', 'uuid']) ?? [null, null];
    const values = [brandId, between.from, between.to, startKey, id, size + 1];
    const rows = await this.database.rows<ShiftView & { startKey: string }>(PAGE, values);
    return {
      items: rows.slice(0, size).map((row) => ({ node: row, cursor: encodeKey(row.startKey, row.id) })),
      hasNext: rows.length > size,
      hasPrevious: id !== null,
    };
  }

  /** One shift; undefined when there is none. */
  byId(id: string, sql: Sql = this.database): Promise<ShiftView | undefined> {
    return sql.row<ShiftView>(`select ${COLUMNS} from shift where id = $1`, [id]);
  }

  /** The shifts of an agent at all brands that are present, to come, or over for less than two days. */
  async ofAgent(agentId: string, now: Date, sql: Sql = this.database): Promise<BrandShift[]> {
    const rows = await sql.rows<ShiftView>(OF_AGENT, [agentId, now]);
    return rows.map(({ brandId, startsAt, endsAt }) => ({
      agentId,
      brandId,
      startsAt: new Date(startsAt).getTime(),
      endsAt: new Date(endsAt).getTime(),
    }));
  }
}
