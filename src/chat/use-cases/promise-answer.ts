import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, Ids, InvalidInput, textWithin } from '@libs/domain';
import { Timers } from '@libs/timers';
import type { StaffActor } from '@src/identity';
import { chatTimers } from '../chat.timers.js';
import { ChatPromise } from '../model/chat-promise.entity.js';
import { addMessage } from './add-message.js';
import { BrandLinkGuard } from './brand-link-guard.js';
import { DropPromises } from './drop-promises.js';
import { lockChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
  readonly seconds: number;
  /** What the visitor reads; left out, a sentence with the amount. */
  readonly text?: string | null;
}

const MAX_SECONDS = 3600;

/** The agent needs time and says how much (R29); a timer watches that he keeps it. A new promise replaces an open one. */
@Injectable()
export class PromiseAnswer {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly timers: Timers,
    private readonly promises: DropPromises,
    private readonly links: BrandLinkGuard,
    private readonly ids: Ids,
  ) {}

  /** @throws InvalidInput outside 10–3600 s; NotFound; ChatIsOver; NotYourChat; ForeignBrandLink */
  async execute(command: Command<Input, StaffActor>): Promise<{ chatId: string; promiseId: string }> {
    const { actor, input } = command;
    const checkLinks = await this.links.ready();
    return this.unit.run(command, async (tx) => {
      const { seconds } = input;
      if (!Number.isInteger(seconds) || seconds < 10 || seconds > MAX_SECONDS)
        throw new InvalidInput('seconds', `A promise is for 10 to ${MAX_SECONDS} seconds.`);
      const text = input.text
        ? textWithin('text', input.text, { min: 1, max: 1_000 })
        : `I need about ${amountOf(seconds)} to look into this. Please stay with me.`;
      const chat = await lockChat(tx.em, input.chatId, actor);
      chat.assertServedBy(actor.id);
      checkLinks(text, chat.brandId);
      await this.promises.of(tx, chat);
      const dueAt = new Date(tx.now.getTime() + seconds * 1000);
      const promise = { id: this.ids.next(), chatId: chat.id, agentId: actor.id, madeAt: tx.now, dueAt, settled: null };
      tx.em.persist(tx.em.create(ChatPromise, promise));
      addMessage(tx, chat, this.ids, { authorKind: 'AGENT', authorId: actor.id, authorName: actor.displayName, text });
      chat.promise(promise.id, actor.id, seconds, dueAt);
      await this.timers.set(tx.sql, {
        key: `chat-promise:${promise.id}`,
        task: chatTimers.promiseDue,
        subjectId: promise.id,
        dueAt,
      });
      return { chatId: chat.id, promiseId: promise.id };
    });
  }
}

/** "45 seconds", "2 minutes": minutes are rounded up, so that the visitor is not told too little. */
export function amountOf(seconds: number): string {
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
