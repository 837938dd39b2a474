import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@libs/database';
import { AgentDirectory, type AgentView } from '@src/identity';
import { type AgentStatus, effectiveStatus } from '../model/presence.js';

/** A member of staff as routing and availability see him at one instant. */
export interface StaffedAgent {
  readonly agentId: string;
  readonly displayName: string;
  /** Effective at that instant. */
  readonly status: AgentStatus;
  /** Chats that he serves now, at all brands. */
  readonly activeChats: number;
  /** 0 to 50; 0 means that he does not serve chats. */
  readonly maxChats: number;
  /** Whether a shift of his covers the instant: one at the brand that was asked for, or at any. */
  readonly isOnDuty: boolean;
  /** When the server last gave him a chat, at any brand. */
  readonly lastAssignedAt: Date | null;
  /** Chats that the server gave him since that shift began; in the last 12 hours when he is not on duty. */
  readonly assignedThisShift: number;
}

interface Row {
  agentId: string;
  chosen: AgentStatus | null;
  lastActivityAt: Date | string | null;
  leaseExpiresAt: Date | string | null;
  activeChats: number;
  isOnDuty: boolean;
  lastAssignedAt: Date | string | null;
  assignedThisShift: number;
}

/** $1 agents, $2 instant, $3 brand of the shifts or null for any. */
const STAFF = `
select a.id as "agentId", p.chosen, p.last_activity_at as "lastActivityAt", p.lease_expires_at as "leaseExpiresAt",
  (select count(*)::int from chat c where c.agent_id = a.id and c.status = 'ACTIVE') as "activeChats",
  s.starts_at is not null as "isOnDuty",
  (select max(d.decided_at) from routing_decision d where d.assigned_to = a.id) as "lastAssignedAt",
  (select count(*)::int from routing_decision d where d.assigned_to = a.id
     and d.decided_at >= coalesce(s.starts_at, $2::timestamptz - interval '12 hours')) as "assignedThisShift"
from unnest($1::uuid[]) as a(id)
left join agent_presence p on p.agent_id = a.id
left join lateral (
  select min(starts_at) as starts_at from shift
  where agent_id = a.id and starts_at <= $2 and starts_at > $2::timestamptz - interval '24 hours' and ends_at > $2 and ($3::uuid is null or brand_id = $3)
) s on true`;

/** Who is there to serve chats. One statement of ours for any number of agents, on the pool or in the caller's transaction. */
@Injectable()
export class Staffing {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentDirectory,
  ) {}

  /** The open accounts that work for a brand, by name. */
  async forBrand(brandId: string, now: Date, sql: Sql = this.database): Promise<StaffedAgent[]> {
    return this.#staffed(await this.agents.forBrand(brandId, sql), brandId, now, sql);
  }

  /** One agent; undefined when there is no open account of that id. */
  async ofAgent(agentId: string, now: Date, sql: Sql = this.database): Promise<StaffedAgent | undefined> {
    return (await this.#staffed(await this.agents.byIds([agentId], sql), null, now, sql))[0];
  }

  /**
   * One agent as {@link ofAgent}, for a change that gives him a chat: waits for other such changes of the same agent, so that two at once
   * do not both find the last free place.
   */
  async ofAgentAlone(agentId: string, now: Date, sql: Sql): Promise<StaffedAgent | undefined> {
    await sql.rows('select from agent_presence where agent_id = $1 for update', [agentId]);
    return this.ofAgent(agentId, now, sql);
  }

  async #staffed(members: readonly AgentView[], brandId: string | null, now: Date, sql: Sql): Promise<StaffedAgent[]> {
    const open = members.filter(({ status }) => status === 'OPEN');
    if (open.length === 0) return [];
    const rows = await sql.rows<Row>(STAFF, [open.map(({ id }) => id), now, brandId]);
    const byAgent = new Map(rows.map((row) => [row.agentId, row]));
    return open.flatMap(({ id, displayName, maxChats }) => {
      const row = byAgent.get(id);
      return row ? [{ ...staffedAgent(row, now), displayName, maxChats }] : [];
    });
  }
}

function staffedAgent(row: Row, now: Date): Omit<StaffedAgent, 'displayName' | 'maxChats'> {
  const { agentId, chosen, lastActivityAt, leaseExpiresAt, activeChats, isOnDuty, lastAssignedAt, assignedThisShift } =
    row;
  const status = effectiveStatus({
    chosen: chosen ?? 'OFFLINE',
    lastActivityAt: lastActivityAt ? new Date(lastActivityAt).getTime() : 0,
    leaseExpiresAt: leaseExpiresAt ? new Date(leaseExpiresAt).getTime() : undefined,
    now: now.getTime(),
  });
  return {
    agentId,
    status,
    activeChats,
    isOnDuty,
    lastAssignedAt: lastAssignedAt ? new Date(lastAssignedAt) : null,
    assignedThisShift,
  };
}
