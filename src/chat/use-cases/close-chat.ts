import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import { may, type StaffActor } from '@src/identity';
import { ChatIsOver, NotYourChat } from '../chat.refusals.js';
import { EndChat } from './end-chat.js';
import { lockChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
}

/** The serving agent, or a supervisor, ends a chat that came to its end. */
@Injectable()
export class CloseChat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly end: EndChat,
  ) {}

  /** @throws NotFound; ChatIsOver; NotYourChat */
  execute(command: Command<Input, StaffActor>): Promise<{ chatId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async (tx) => {
      const chat = await lockChat(tx.em, input.chatId, actor);
      if (!chat.isOpen) throw new ChatIsOver(chat.status);
      if (chat.status === 'REQUESTED') throw new NotYourChat(null);
      if (!may(actor, 'SUPERVISE')) chat.assertServedBy(actor.id);
      await this.end.now(tx, chat, 'RESOLVED');
      return { chatId: chat.id };
    });
  }
}
