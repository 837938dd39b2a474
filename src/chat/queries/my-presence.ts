import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { Clock } from '@libs/domain';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import type { AgentStatus } from '../model/presence.js';
import { type KnownPresence, knownPresence, PRESENCE_COLUMNS, type PresenceRow } from './known-presence.js';
import type { ShiftView } from './shifts.js';
import { Staffing } from './staffing.js';

/** An agent's own presence. */
export interface MyPresenceView extends KnownPresence {
  readonly agentId: string;
  readonly chosen: AgentStatus;
  readonly leaseExpiresAt: Date | null;
  /** How often, in seconds, a client should send its heartbeat. */
  readonly heartbeatSeconds: number;
  readonly maxChats: number;
  readonly activeChats: number;
  /** The shift that covers the present, at any brand; the one that ends last if there are several. */
  readonly shift: ShiftView | null;
}

/** $1 agent. */
const PRESENCE = `select ${PRESENCE_COLUMNS} from (values (1)) v left join agent_presence p on p.agent_id = $1`;

const SHIFT = `
select id, agent_id as "agentId", brand_id as "brandId", starts_at as "startsAt", ends_at as "endsAt" from shift
where agent_id = $1 and starts_at <= $2 and starts_at > $2::timestamptz - interval '24 hours' and ends_at > $2 order by ends_at desc, id limit 1`;

/** Lets an agent verify how he is seen. */
@Injectable()
export class MyPresence {
  constructor(
    private readonly database: Database,
    private readonly staffing: Staffing,
    private readonly clock: Clock,
    @Inject(chatSettings.token) private readonly settings: ChatSettings,
  ) {}

  /** The agent's presence now; undefined when he has no open account. */
  async of(agentId: string): Promise<MyPresenceView | undefined> {
    const now = this.clock.now();
    const [agent, row, shift] = await Promise.all([
      this.staffing.ofAgent(agentId, now),
      this.database.row<PresenceRow>(PRESENCE, [agentId]),
      this.database.row<ShiftView>(SHIFT, [agentId, now]),
    ]);
    if (!agent || !row) return undefined;
    const { maxChats, activeChats } = agent;
    const known = knownPresence(row, now);
    return {
      ...known,
      agentId,
      chosen: row.chosen ?? 'OFFLINE',
      leaseExpiresAt: known.status === 'OFFLINE' || row.leaseExpiresAt === null ? null : new Date(row.leaseExpiresAt),
      heartbeatSeconds: Math.max(1, Math.floor(this.settings.presenceLeaseSeconds / 3)),
      maxChats,
      activeChats,
      shift: shift ?? null,
    };
  }
}
