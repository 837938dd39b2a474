import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@libs/commands';
import { type DueTimer, FiresTimer, type TimerTask } from '@libs/timers';
import { chatTimers } from '../chat.timers.js';
import { AgentPresence } from '../model/agent-presence.entity.js';
import { PresenceTimer } from '../presence-timer.js';

/** An agent did nothing for 15 minutes, or none of his clients sent a heartbeat in time: colleagues are told. */
@FiresTimer(chatTimers.presenceDue)
export class AnnouncePresence implements TimerTask {
  constructor(private readonly timer: PresenceTimer) {}

  async fire({ subjectId }: DueTimer, tx: Transaction): Promise<void> {
    const presence = await tx.em.findOne(
      AgentPresence,
      { agentId: subjectId },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!presence) return;
    presence.catchUp(tx.now);
    await this.timer.set(tx, presence);
  }
}
