import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isUuid } from '@libs/domain';
import { NodeSources } from '@libs/graphql';
import { type Actor, isOutside } from '@src/identity';
import { ChatDetails } from '../queries/chat-details.js';
import { Chats } from '../queries/chats.js';
import { showChat, showMessage } from './show-chat.js';

/** Chats and their messages as nodes. */
@Injectable()
export class ChatNodes implements OnModuleInit {
  constructor(
    private readonly nodes: NodeSources,
    private readonly chats: Chats,
    private readonly details: ChatDetails,
  ) {}

  onModuleInit(): void {
    this.nodes.add((actor, id) => this.#chat(actor as Actor, id));
    this.nodes.add((actor, id) => this.#message(actor as Actor, id));
  }

  async #chat(actor: Actor, id: string): Promise<object | undefined> {
    const view = await this.chats.byId(actor, id);
    return view && Object.assign(showChat(view, actor), { __typename: 'Chat' });
  }

  async #message(actor: Actor, id: string): Promise<object | undefined> {
    const message = isUuid(id) ? await this.details.message(id) : undefined;
    if (!message || (message.isPrivate && isOutside(actor))) return undefined;
    const chat = await this.chats.byId(actor, message.chatId);
    return chat && Object.assign(showMessage(message), { __typename: 'ChatMessage' });
  }
}
