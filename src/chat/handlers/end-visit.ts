import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@libs/commands';
import { type DueTimer, FiresTimer, type TimerTask, Timers } from '@libs/timers';
import { chatTimers } from '../chat.timers.js';
import { Visitor } from '../model/visitor.entity.js';

/** A visitor's page has been silent for the length of its lease: he has left. */
@FiresTimer(chatTimers.visitOver)
export class EndVisit implements TimerTask {
  constructor(private readonly timers: Timers) {}

  async fire({ key, subjectId }: DueTimer, { em, sql, now }: Transaction): Promise<void> {
    const visitor = await em.findOne(Visitor, { id: subjectId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!visitor?.seenUntil) return;
    if (!visitor.isOnSite(now)) return visitor.leave(visitor.seenUntil);
    // The page was heard of since: renewing a lease does not move the timer.
    await this.timers.set(sql, { key, task: chatTimers.visitOver, subjectId, dueAt: visitor.seenUntil });
  }
}
