import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import { Timers } from '@libs/timers';
import { chatTimers } from './chat.timers.js';
import type { AgentPresence } from './model/agent-presence.entity.js';

/** Sees to it that changes of presence by time alone are announced when they happen. */
@Injectable()
export class PresenceTimer {
  constructor(private readonly timers: Timers) {}

  /** Sets, moves or cancels the agent's timer. A lease that is extended later needs no new one: the timer looks again when it fires. */
  async set({ sql, now }: Transaction, presence: AgentPresence): Promise<void> {
    const key = `presence:${presence.agentId}`;
    const dueAt = presence.nextChangeAt(now);
    if (dueAt) await this.timers.set(sql, { key, task: chatTimers.presenceDue, subjectId: presence.agentId, dueAt });
    else await this.timers.cancel(sql, key);
  }
}
