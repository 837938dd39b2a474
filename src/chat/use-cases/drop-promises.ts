import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import { Timers } from '@libs/timers';
import type { Chat } from '../model/chat.entity.js';
import { ChatPromise } from '../model/chat-promise.entity.js';

/** Ends the promises of a chat that is over or goes to somebody else: they can be neither kept nor broken any more. */
@Injectable()
export class DropPromises {
  constructor(private readonly timers: Timers) {}

  async of({ em, sql }: Transaction, chat: Chat): Promise<void> {
    for (const promise of await em.find(
      ChatPromise,
      { chatId: chat.id, settled: null },
      { orderBy: { madeAt: 'asc' } },
    )) {
      // Written already: then it was kept, and the end of the chat does not change that.
      const isKept = chat.lastAgentMessageAt !== null && chat.lastAgentMessageAt > promise.madeAt;
      promise.settled = isKept ? 'KEPT' : 'DROPPED';
      chat.settlePromise(promise.id, promise.agentId, promise.settled);
      await this.timers.cancel(sql, `chat-promise:${promise.id}`);
    }
  }
}
