import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import { Timers } from '@libs/timers';
import type { Chat } from '../model/chat.entity.js';
import { ChatPromise } from '../model/chat-promise.entity.js';
import { promiseOutcome } from '../queries/promise-outcome.js';

/** Ends the promises of a chat that is over or goes to somebody else: they can be neither kept nor broken any more. */
@Injectable()
export class DropPromises {
  constructor(private readonly timers: Timers) {}

  async of({ em, sql, now }: Transaction, chat: Chat): Promise<void> {
    for (const promise of await em.find(
      ChatPromise,
      { chatId: chat.id, settled: null },
      { orderBy: { madeAt: 'asc' } },
    )) {
      promise.settled = await promiseOutcome(sql, promise.id, promise.dueAt <= now ? 'BROKEN' : 'DROPPED');
      chat.settlePromise(promise.id, promise.agentId, promise.settled);
      await this.timers.cancel(sql, `chat-promise:${promise.id}`);
    }
  }
}
