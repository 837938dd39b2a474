import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import type { ChatClosedBecause } from '@src/events';
import type { Chat } from '../model/chat.entity.js';
import { ChatParticipant } from '../model/chat-participant.entity.js';
import { DropPromises } from './drop-promises.js';

/** What every end of a served chat does: participants leave, promises end. A part of the use cases that end chats. */
@Injectable()
export class EndChat {
  constructor(private readonly promises: DropPromises) {}

  async now(tx: Transaction, chat: Chat, because: ChatClosedBecause): Promise<void> {
    await this.promises.of(tx, chat);
    await tx.em.nativeUpdate(
      ChatParticipant,
      { chatId: chat.id, leftAt: null },
      { leftAt: tx.now, leftBecause: because },
    );
    chat.close(because, tx.now);
  }
}
