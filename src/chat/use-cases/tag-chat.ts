import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, InvalidInput } from '@libs/domain';
import type { StaffActor } from '@src/identity';
import { lockChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
  readonly tags: readonly string[];
}

const MAX_TAGS = 20;

/** Notes what a chat was about, so that past chats can be used for training (R21). Replaces the tags that were there. */
@Injectable()
export class TagChat {
  constructor(private readonly unit: UnitOfWork) {}

  /** @throws NotFound; InvalidInput for more than 20 tags or one that is not 1–40 letters, digits, hyphens */
  execute(command: Command<Input, StaffActor>): Promise<{ chatId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async ({ em }) => {
      const tags = [...new Set(input.tags.map((tag) => tag.trim().toLowerCase()))].sort();
      if (tags.length > MAX_TAGS) throw new InvalidInput('tags', `A chat has at most ${MAX_TAGS} tags.`);
      const wrong = tags.find((tag) => !/^[\p{L}\p{N}][\p{L}\p{N}-]{0,39}$/u.test(tag));
      if (wrong !== undefined) throw new InvalidInput('tags', 'A tag has 1 to 40 letters, digits and hyphens.');
      const chat = await lockChat(em, input.chatId, actor);
      chat.tag(tags);
      return { chatId: chat.id };
    });
  }
}
