import { Injectable } from '@nestjs/common';
import type { EdgeContext } from '@libs/graphql';
import type { Actor } from '@src/identity';
import { Chats } from '../queries/chats.js';
import type { ChatType } from './chat.type.js';
import { showChat } from './show-chat.js';

/** The success that most chat mutations answer with: the chat as the caller sees it now. */
@Injectable()
export class ChatAnswer {
  constructor(private readonly reader: Chats) {}

  async chat({ actor }: EdgeContext<Actor>, chatId: string): Promise<{ chat: ChatType | null }> {
    const view = await this.reader.byId(actor, chatId);
    return { chat: view ? showChat(view, actor) : null };
  }
}
