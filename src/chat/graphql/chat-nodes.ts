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
    return view && { __typename: 'Chat', ...showChat(view, actor) };
  }

  async #message(actor: Actor, id: string): Promise<object | undefined> {
    const message = isUuid(id) ? await this.details.message(id) : undefined;
    if (!message || (message.isPrivate && isOutside(actor))) return undefined;
    return (await this.chats.byId(actor, message.chatId)) && { __typename: 'ChatMessage', ...showMessage(message) };
  }
}
