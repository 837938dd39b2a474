import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import { Timers } from '@libs/timers';
import type { MissedReason } from '@src/events';
import type { Chat } from '../model/chat.entity.js';

const HAS_CONTACT_DATA = `
select (coalesce(v.email, v.phone, c.email, c.phone) is not null) as known
from visitor v left join contact c on c.id = v.contact_id where v.id = $1`;

const STORE = `
insert into missed_chat (chat_id, brand_id, reason, has_contact_data, missed_at) values ($1, $2, $3, $4, $5)`;

/** Turns a request into a missed chat, with its reason, in the transaction that ends the request (R42, R43). */
@Injectable()
export class MissChat {
  constructor(private readonly timers: Timers) {}

  async record(tx: Transaction, chat: Chat, reason: MissedReason): Promise<void> {
    const hasContactData = (await tx.sql.row<{ known: boolean }>(HAS_CONTACT_DATA, [chat.visitorId]))?.known ?? false;
    chat.miss(reason, hasContactData, tx.now);
    await tx.sql.rows(STORE, [chat.id, chat.brandId, reason, hasContactData, tx.now]);
    await this.timers.cancel(tx.sql, `chat-request:${chat.id}`);
    await this.timers.cancel(tx.sql, `chat-offer:${chat.id}`);
  }
}
