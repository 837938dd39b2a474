import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import type { Sql } from '@libs/database';
import { Ids } from '@libs/domain';
import { Timers } from '@libs/timers';
import { AgentDirectory } from '@src/identity';
import { chatSettings, type ChatSettings } from './chat.config.js';
import { chatTimers } from './chat.timers.js';
import { type BrandAlert, disagreements } from './model/brand-roster.js';
import { RosterAlert } from './model/roster-alert.entity.js';
import { RosterFacts } from './queries/roster-facts.js';

/** Compares an agent's status with the shift roster and keeps the alerts. Runs in the agent's timer only: one check at a time. */
@Injectable()
export class RosterWatch {
  constructor(
    private readonly facts: RosterFacts,
    private readonly agents: AgentDirectory,
    private readonly timers: Timers,
    private readonly ids: Ids,
    @Inject(chatSettings.token) private readonly settings: ChatSettings,
  ) {}

  /** Lets the agent be checked at `dueAt`. */
  async wake(sql: Sql, agentId: string, dueAt: Date): Promise<void> {
    await this.timers.set(sql, { key: `roster:${agentId}`, task: chatTimers.rosterDue, subjectId: agentId, dueAt });
  }

  /** Settles alerts that no longer hold, raises those that are due and sees to the next check. */
  async check(tx: Transaction, agentId: string): Promise<void> {
    const { em, sql, now } = tx;
    const [agent] = await this.agents.byIds([agentId], sql);
    const found =
      agent?.status === 'OPEN' ? disagreements(await this.facts.of(agent, now, sql)) : { alerts: [], boundaries: [] };
    const graceMs = this.settings.rosterGraceSeconds * 1000;
    const due = found.alerts.filter(({ since }) => now.getTime() - since >= graceMs);
    const open = await em.find(RosterAlert, { agentId, settledAt: null });
    for (const alert of open) if (!due.some((one) => isSame(one, alert))) alert.settle(now);
    // Before a new alert takes the place of a settled one.
    await em.flush();
    for (const alert of due) if (!open.some((one) => isSame(alert, one))) this.#raise(tx, alert);
    const next = [...found.boundaries, ...found.alerts.map(({ since }) => since + graceMs)].filter(
      (at) => at > now.getTime(),
    );
    if (next.length > 0) await this.wake(sql, agentId, new Date(Math.min(...next)));
  }

  #raise({ em, now }: Transaction, { agentId, brandId, kind, since }: BrandAlert): void {
    const alert = em.create(RosterAlert, {
      id: this.ids.next(),
      agentId,
      brandId,
      kind,
      since: new Date(since),
      raisedAt: now,
      sequence: 0,
    });
    em.persist(alert);
    alert.raise();
  }
}

function isSame(found: BrandAlert, alert: RosterAlert): boolean {
  return found.brandId === alert.brandId && found.kind === alert.kind && found.since === alert.since.getTime();
}
