import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import type { FactOf, RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts } from '@libs/outbox';
import { AgentSessionEnded } from '@src/events';
import { LiveLogIns } from '@src/identity';
import { AgentPresence } from '../model/agent-presence.entity.js';
import { PresenceTimer } from '../presence-timer.js';

/**
 * Who has logged out is not there any more, even before his lease would end. Presence is the agent's, not the log-in's: as long as he works in
 * another browser he stays as he is.
 */
@HandlesFacts('end-presence-when-logged-out', AgentSessionEnded)
export class EndPresenceWhenLoggedOut implements FactHandler<FactOf<typeof AgentSessionEnded>> {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly logIns: LiveLogIns,
    private readonly timer: PresenceTimer,
  ) {}

  async handle({ payload: { agentId }, actor }: RecordedFact<FactOf<typeof AgentSessionEnded>>): Promise<void> {
    await this.unit.runAs(actor, async (tx) => {
      const presence = await tx.em.findOne(AgentPresence, { agentId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!presence || presence.leaseExpiresAt === null) return;
      if (await this.logIns.hasAny(agentId, tx.now, tx.sql)) return;
      presence.choose('OFFLINE', tx.now, 0);
      await this.timer.set(tx, presence);
    });
  }
}
