import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@libs/commands';
import { type DueTimer, FiresTimer, type TimerTask } from '@libs/timers';
import { chatTimers } from '../chat.timers.js';
import { Chat } from '../model/chat.entity.js';
import { ChatPromise } from '../model/chat-promise.entity.js';
import { promiseOutcome } from '../queries/promise-outcome.js';

/** The promised time is over: kept when somebody wrote to the visitor in that time, else broken, which supervisors see. */
@FiresTimer(chatTimers.promiseDue)
export class SettlePromise implements TimerTask {
  async fire({ subjectId }: DueTimer, { em, sql }: Transaction): Promise<void> {
    const promise = await em.findOne(ChatPromise, subjectId);
    if (!promise) return;
    const chat = await em.findOneOrFail(Chat, promise.chatId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    await em.refresh(promise);
    if (promise.settled) return;
    promise.settled = await promiseOutcome(sql, promise.id, 'BROKEN');
    chat.settlePromise(promise.id, promise.agentId, promise.settled);
  }
}
