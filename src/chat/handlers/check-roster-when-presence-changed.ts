import { UnitOfWork } from '@libs/commands';
import type { RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts } from '@libs/outbox';
import { AgentAccountClosed, AgentPresenceChanged, AgentRightsChanged } from '@src/events';
import { RosterWatch } from '../roster-watch.js';

/** An agent's status changed, or the brands for which he works: it is compared with the roster again. */
@HandlesFacts('check-roster-when-presence-changed', AgentPresenceChanged, AgentRightsChanged, AgentAccountClosed)
export class CheckRosterWhenPresenceChanged implements FactHandler<{ agentId: string }> {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly roster: RosterWatch,
  ) {}

  async handle({ payload, actor }: RecordedFact<{ agentId: string }>): Promise<void> {
    await this.unit.runAs(actor, ({ sql, now }) => this.roster.wake(sql, payload.agentId, now));
  }
}
