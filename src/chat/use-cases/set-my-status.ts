import { Inject, Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { type Transaction, UnitOfWork } from '@libs/commands';
import { type Command, Ids } from '@libs/domain';
import type { StaffActor } from '@src/identity';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { AgentPresence } from '../model/agent-presence.entity.js';
import type { AgentStatus } from '../model/presence.js';
import { dutyAt } from '../model/roster.js';
import { PresenceTimer } from '../presence-timer.js';
import { Shifts } from '../queries/shifts.js';

/** Two first log-ins of one agent at the same time make one presence. */
const PREPARE = `
insert into agent_presence (id, agent_id, chosen, announced, announced_at, last_activity_at)
values ($1, $2, 'OFFLINE', 'OFFLINE', $3, $3) on conflict (agent_id) do nothing`;

/** An agent says how he is to be seen; with OFFLINE he signs out of chat. */
@Injectable()
export class SetMyStatus {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
    private readonly shifts: Shifts,
    private readonly timer: PresenceTimer,
    @Inject(chatSettings.token) private readonly settings: ChatSettings,
  ) {}

  /** Begins or renews the agent's lease. @throws StillOnDuty for INVISIBLE during a shift of his, at any brand */
  execute(command: Command<{ readonly status: AgentStatus }, StaffActor>): Promise<{ agentId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async (tx) => {
      await tx.sql.rows(PREPARE, [this.ids.next(), actor.id, tx.now]);
      const presence = await tx.em.findOneOrFail(
        AgentPresence,
        { agentId: actor.id },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      const leaseMs = this.settings.presenceLeaseSeconds * 1000;
      presence.choose(input.status, tx.now, leaseMs, await this.#onDutyUntil(actor.id, tx));
      await this.timer.set(tx, presence);
      return { agentId: actor.id };
    });
  }

  async #onDutyUntil(agentId: string, { sql, now }: Transaction): Promise<Date | undefined> {
    const duty = dutyAt(await this.shifts.ofAgent(agentId, now, sql), agentId, now.getTime());
    return duty.onDuty ? new Date(duty.until) : undefined;
  }
}
