import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, Ids, InvalidInput, textWithin } from '@libs/domain';
import { BrandDirectory } from '@src/brands';
import { isOutside, type OutsideActor, type StaffActor } from '@src/identity';
import { ChatIsOver } from '../chat.refusals.js';
import { MAX_MESSAGE_LENGTH } from '../model/chat-message.entity.js';
import { addMessage } from './add-message.js';
import { BrandLinkGuard } from './brand-link-guard.js';
import { lockChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
  readonly text: string;
  readonly brandCode?: string | null;
}

/** A message as it was stored. */
export interface SentMessage {
  readonly chatId: string;
  readonly messageId: string;
  readonly sequence: number;
  readonly sentAt: string;
}

/** The ordinary way to write in a chat: with a locked chat, all the rules, and a typed reason for each refusal. */
@Injectable()
export class WriteChatMessage {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly brands: BrandDirectory,
    private readonly links: BrandLinkGuard,
    private readonly ids: Ids,
  ) {}

  /** @throws InvalidInput; NotFound; ChatIsOver; NotYourChat; ForeignBrandLink */
  async execute(command: Command<Input, OutsideActor | StaffActor>): Promise<SentMessage> {
    const { actor, input } = command;
    const brands = await this.brands.all();
    const checkLinks = await this.links.ready();
    return this.unit.run(command, async (tx) => {
      const text = textWithin('text', input.text, { min: 1, max: MAX_MESSAGE_LENGTH });
      const chat = await lockChat(tx.em, input.chatId, actor);
      const brand = brands.find(({ id }) => id === chat.brandId);
      if (input.brandCode && input.brandCode !== brand?.code)
        throw new InvalidInput('brandCode', `This chat belongs to ${brand?.code ?? 'another brand'}.`);
      if (!chat.isOpen) throw new ChatIsOver(chat.status);
      let authorName: string | null;
      if (isOutside(actor)) {
        const visitor = await tx.sql.row<{ name: string | null }>('select name from visitor where id = $1', [actor.id]);
        authorName = visitor?.name ?? null;
      } else {
        chat.assertServedBy(actor.id);
        checkLinks(text, chat.brandId);
        authorName = actor.displayName;
      }
      const message = addMessage(tx, chat, this.ids, { authorKind: actor.kind, authorId: actor.id, authorName, text });
      return { chatId: chat.id, messageId: message.id, sequence: message.sequence, sentAt: tx.now.toISOString() };
    });
  }
}
