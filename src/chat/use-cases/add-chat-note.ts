import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, Ids, textWithin } from '@libs/domain';
import type { StaffActor } from '@src/identity';
import { MAX_MESSAGE_LENGTH } from '../model/chat-message.entity.js';
import { addMessage } from './add-message.js';
import { lockChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
  readonly text: string;
}

/** Staff of the brand writes a note on a chat that the visitor never sees; also on a chat that is over. */
@Injectable()
export class AddChatNote {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
  ) {}

  /** @throws InvalidInput; NotFound */
  execute(command: Command<Input, StaffActor>): Promise<{ chatId: string; messageId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async (tx) => {
      const text = textWithin('text', input.text, { min: 1, max: MAX_MESSAGE_LENGTH });
      const chat = await lockChat(tx.em, input.chatId, actor);
      const author = { authorKind: 'AGENT', authorId: actor.id, authorName: actor.displayName } as const;
      const message = addMessage(tx, chat, this.ids, { ...author, text, isPrivate: true });
      return { chatId: chat.id, messageId: message.id };
    });
  }
}
