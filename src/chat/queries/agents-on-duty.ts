import { Injectable } from '@nestjs/common';
import { Database, decodeKey, encodeKey, type PageRequest, pageSize } from '@libs/database';
import { Clock } from '@libs/domain';
import type { Page } from '@libs/graphql';
import { encodeSnapshotCursor, FEED_SNAPSHOT } from '@libs/live';
import { AgentDirectory } from '@src/identity';
import type { RosterAlertKind } from '../model/roster.js';
import { type KnownPresence, knownPresence, PRESENCE_COLUMNS, type PresenceRow } from './known-presence.js';
import type { ShiftView } from './shifts.js';

/** An open disagreement of an agent with the shift roster of a brand. */
export interface RosterAlertView {
  readonly id: string;
  readonly agentId: string;
  readonly brandId: string;
  readonly kind: RosterAlertKind;
  readonly since: Date;
  readonly raisedAt: Date;
}

/** A member of staff as his colleagues at a brand see him: whether he is there, and whether he should be. */
export interface AgentOnDutyView extends KnownPresence {
  readonly agentId: string;
  readonly displayName: string;
  /** The shift at the brand that covers the present, if any. */
  readonly shift: ShiftView | null;
  readonly alert: RosterAlertView | null;
}

interface Row extends PresenceRow {
  snapshot: string;
  agentId: string | null;
  shiftId: string | null;
  startsAt: Date;
  endsAt: Date;
  alertId: string | null;
  kind: RosterAlertKind;
  alertSince: Date;
  raisedAt: Date;
}

/** $1 agents, $2 brand, $3 now. */
const PRESENCES = `
select s.snapshot, a.id as "agentId", ${PRESENCE_COLUMNS}, d.id as "shiftId", d.starts_at as "startsAt", d.ends_at as "endsAt",
  r.id as "alertId", r.kind, r.since as "alertSince", r.raised_at as "raisedAt"
from (select ${FEED_SNAPSHOT} as snapshot) s
left join unnest($1::uuid[]) as a(id) on true
left join agent_presence p on p.agent_id = a.id
left join lateral (
  select id, starts_at, ends_at from shift
  where agent_id = a.id and brand_id = $2 and starts_at <= $3 and starts_at > $3::timestamptz - interval '24 hours' and ends_at > $3 order by starts_at, id limit 1
) d on true
left join roster_alert r on r.agent_id = a.id and r.brand_id = $2 and r.settled_at is null`;

const ALERT_COLUMNS = 'id, agent_id as "agentId", brand_id as "brandId", kind, since, raised_at as "raisedAt"';
const ALERTS = `
select ${ALERT_COLUMNS},
  to_char(raised_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "raisedKey"
from roster_alert where brand_id = $1 and settled_at is null and ($2::timestamptz is null or (raised_at, id) > ($2, $3::uuid))
order by raised_at, id limit $4`;

/** Reads who is there and who should be. */
@Injectable()
export class AgentsOnDuty {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentDirectory,
    private readonly clock: Clock,
  ) {}

  /**
   * The staff of a brand, by name, with their status now. `feedCursor` is where the brand's presence events continue this page.
   * @throws InvalidInput for a bad page
   */
  async ofBrand(
    brandId: string,
    { first, after }: PageRequest,
  ): Promise<Page<AgentOnDutyView> & { readonly feedCursor: string }> {
    const size = pageSize(first);
    const key = decodeKey(after, ['text', 'uuid']);
    const staff = (await this.agents.forBrand(brandId))
      .map(({ id, displayName }) => ({ agentId: id, displayName }))
      .toSorted(byName);
    const start = key && { displayName: String(key[0]), agentId: String(key[1]) };
    const rest = start ? staff.filter((agent) => byName(agent, start) > 0) : staff;
    const page = rest.slice(0, size);
    const now = this.clock.now();
    const rows = await this.database.rows<Row>(PRESENCES, [page.map(({ agentId }) => agentId), brandId, now]);
    const byAgent = new Map(rows.map((row) => [row.agentId, row]));
    return {
      items: page.flatMap((agent) => {
        const row = byAgent.get(agent.agentId);
        const cursor = encodeKey(agent.displayName, agent.agentId);
        return row ? [{ node: { ...agent, ...viewOf(row, agent.agentId, brandId, now) }, cursor }] : [];
      }),
      hasNext: rest.length > size,
      hasPrevious: start !== undefined,
      feedCursor: encodeSnapshotCursor(rows[0]?.snapshot ?? ''),
    };
  }

  /** One alert, open or settled; undefined when there is none. */
  alert(id: string): Promise<RosterAlertView | undefined> {
    return this.database.row<RosterAlertView>(`select ${ALERT_COLUMNS} from roster_alert where id = $1`, [id]);
  }

  /** The open alerts of a brand's roster, oldest first. @throws InvalidInput for a bad page */
  async alertsOf(brandId: string, { first, after }: PageRequest): Promise<Page<RosterAlertView>> {
    const size = pageSize(first);
    const [raisedKey, id] = decodeKey(after, ['time', 'uuid']) ?? [null, null];
    const rows = await this.database.rows<RosterAlertView & { raisedKey: string }>(ALERTS, [
      brandId,
      raisedKey,
      id,
      size + 1,
    ]);
    return {
      items: rows.slice(0, size).map((row) => ({ node: row, cursor: encodeKey(row.raisedKey, row.id) })),
      hasNext: rows.length > size,
      hasPrevious: id !== null,
    };
  }
}

function viewOf(
  row: Row,
  agentId: string,
  brandId: string,
  now: Date,
): Omit<AgentOnDutyView, 'agentId' | 'displayName'> {
  const { shiftId, startsAt, endsAt, alertId, kind, alertSince: since, raisedAt } = row;
  return {
    ...knownPresence(row, now),
    shift: shiftId === null ? null : { id: shiftId, agentId, brandId, startsAt, endsAt },
    alert: alertId === null ? null : { id: alertId, agentId, brandId, kind, since, raisedAt },
  };
}

type Named = Pick<AgentOnDutyView, 'agentId' | 'displayName'>;

/** By code unit, so that a cursor means the same everywhere. */
function byName(a: Named, b: Named): number {
  if (a.displayName !== b.displayName) return a.displayName < b.displayName ? -1 : 1;
  return a.agentId === b.agentId ? 0 : a.agentId < b.agentId ? -1 : 1;
}
