import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@libs/commands';
import { type DueTimer, FiresTimer, type TimerTask } from '@libs/timers';
import { chatTimers } from '../chat.timers.js';
import { Chat } from '../model/chat.entity.js';
import { OfferRequest } from '../use-cases/offer-request.js';

/** The agent to whom a request was assigned let his time pass: the next one gets it. */
@FiresTimer(chatTimers.offerExpired)
export class OfferToNextAgent implements TimerTask {
  constructor(private readonly offer: OfferRequest) {}

  async fire({ subjectId }: DueTimer, tx: Transaction): Promise<void> {
    const chat = await tx.em.findOne(Chat, subjectId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (chat?.status === 'REQUESTED') await this.offer.again(tx, chat);
  }
}
