import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import type { FactOf, RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts } from '@libs/outbox';
import { AgentAccountClosed } from '@src/events';
import { AgentPresence } from '../model/agent-presence.entity.js';
import { PresenceTimer } from '../presence-timer.js';

/** Who may no longer sign in is not there any more, even before his lease would end. */
@HandlesFacts('end-presence-when-account-closed', AgentAccountClosed)
export class EndPresenceWhenAccountClosed implements FactHandler<FactOf<typeof AgentAccountClosed>> {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly timer: PresenceTimer,
  ) {}

  async handle({ payload: { agentId }, actor }: RecordedFact<FactOf<typeof AgentAccountClosed>>): Promise<void> {
    await this.unit.runAs(actor, async (tx) => {
      const presence = await tx.em.findOne(AgentPresence, { agentId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!presence) return;
      presence.choose('OFFLINE', tx.now, 0);
      await this.timer.set(tx, presence);
    });
  }
}
