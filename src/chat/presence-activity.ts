import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { CommandHooks, type Transaction, UnitOfWork } from '@libs/commands';
import { Database, type Sql } from '@libs/database';
import { Clock } from '@libs/domain';
import { AgentPresence } from './model/agent-presence.entity.js';
import { AWAY_AFTER_MS } from './model/presence.js';
import { PresenceTimer } from './presence-timer.js';

/** Mutations that judge for themselves whether the person acted. */
const EXEMPT: ReadonlySet<string> = new Set(['setMyStatus', 'keepMyPresence']);

/** The ordinary case: the agent is there as announced, and stays so. $3: an activity before then has turned into Away. */
const STILL_ACTIVE = `
update agent_presence set last_activity_at = greatest(last_activity_at, $2)
where agent_id = $1 and lease_expires_at > $2 and chosen = announced and (chosen <> 'ONLINE' or last_activity_at > $3)
returning agent_id`;

/** Notices that agents act: every mutation of theirs is an activity. Reads and open sockets are not. */
@Injectable()
export class PresenceActivity implements OnModuleInit {
  constructor(
    private readonly hooks: CommandHooks,
    private readonly unit: UnitOfWork,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly timer: PresenceTimer,
  ) {}

  onModuleInit(): void {
    this.hooks.after(async ({ actor, name }, tx) => {
      if (actor.kind === 'AGENT' && !EXEMPT.has(name)) await this.notice(tx, actor.id);
    });
  }

  /** In the transaction of what the agent does. Nothing happens for an agent who is not signed in. */
  async notice(tx: Transaction, agentId: string): Promise<void> {
    if (await isStillActive(tx.sql, agentId, tx.now)) return;
    const presence = await tx.em.findOne(AgentPresence, { agentId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!presence) return;
    presence.act(tx.now);
    await this.timer.set(tx, presence);
  }

  /** After what the agent did is committed, for changes that are no unit of work. */
  async noticeActivity(agentId: string): Promise<void> {
    if (await isStillActive(this.database, agentId, this.clock.now())) return;
    await this.unit.runAs({ kind: 'AGENT', id: agentId }, (tx) => this.notice(tx, agentId));
  }
}

async function isStillActive(sql: Sql, agentId: string, now: Date): Promise<boolean> {
  const awaySince = new Date(now.getTime() - AWAY_AFTER_MS);
  return (await sql.row(STILL_ACTIVE, [agentId, now, awaySince])) !== undefined;
}
