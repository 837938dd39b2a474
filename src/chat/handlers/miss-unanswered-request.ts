import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@libs/commands';
import { type DueTimer, FiresTimer, type TimerTask } from '@libs/timers';
import { chatTimers } from '../chat.timers.js';
import { Chat } from '../model/chat.entity.js';
import { presenceRights } from '../model/presence.js';
import { Staffing } from '../queries/staffing.js';
import { MissChat } from '../use-cases/miss-chat.js';

/** Nobody accepted a request in time: it is a missed chat. */
@FiresTimer(chatTimers.requestExpired)
export class MissUnansweredRequest implements TimerTask {
  constructor(
    private readonly staffing: Staffing,
    private readonly missChat: MissChat,
  ) {}

  async fire({ subjectId }: DueTimer, tx: Transaction): Promise<void> {
    const chat = await tx.em.findOne(Chat, subjectId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (chat?.status !== 'REQUESTED') return;
    const agents = await this.staffing.forBrand(chat.brandId, tx.now, tx.sql);
    // As for the button: who does not serve chats is not online for visitors.
    const somebodyOnline = agents.some(
      ({ status, maxChats }) => maxChats > 0 && presenceRights(status, chat.routingMode).visibleOnline,
    );
    await this.missChat.record(tx, chat, somebodyOnline ? 'NOBODY_ACCEPTED' : 'NOBODY_ONLINE');
  }
}
