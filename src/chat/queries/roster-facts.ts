import { Injectable } from '@nestjs/common';
import type { Sql } from '@libs/database';
import type { AgentView } from '@src/identity';
import type { AgentRoster } from '../model/brand-roster.js';
import { knownPresence, PRESENCE_COLUMNS, type PresenceRow } from './known-presence.js';
import { Shifts } from './shifts.js';

/** A brand has a roster when shifts are planned within a week before or after. */
const ROSTERED = `
select b.id from unnest($1::uuid[]) as b(id) where exists (
  select from shift where brand_id = b.id and starts_at > $2::timestamptz - interval '7 days' and starts_at < $2::timestamptz + interval '7 days')`;

/** Reads what the comparison of an agent with the roster needs. */
@Injectable()
export class RosterFacts {
  constructor(private readonly shifts: Shifts) {}

  /** What is known of the agent now. */
  async of(agent: AgentView, now: Date, sql: Sql): Promise<AgentRoster> {
    const brands = await sql.rows<{ id: string }>(ROSTERED, [agent.brandIds, now]);
    const row = await sql.row<PresenceRow>(`select ${PRESENCE_COLUMNS} from agent_presence p where p.agent_id = $1`, [
      agent.id,
    ]);
    const known = row && knownPresence(row, now);
    return {
      agentId: agent.id,
      brandIds: brands.map(({ id }) => id),
      servesChats: agent.maxChats > 0,
      shifts: await this.shifts.ofAgent(agent.id, now, sql),
      presence: known && { agentId: agent.id, status: known.status, since: known.since?.getTime() ?? -Infinity },
      now: now.getTime(),
    };
  }
}
