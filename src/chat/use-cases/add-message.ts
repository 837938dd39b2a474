import type { Transaction } from '@libs/commands';
import type { Ids } from '@libs/domain';
import { type AuthorKind, ChatMessage } from '../model/chat-message.entity.js';
import type { Chat } from '../model/chat.entity.js';

interface Content {
  readonly authorKind: AuthorKind;
  readonly authorId: string | null;
  readonly authorName: string | null;
  readonly text: string;
  readonly isPrivate?: boolean;
}

/** Adds a message to a locked chat within a larger change. Sending one alone goes the fast way of SendChatMessage. */
export function addMessage({ em, now }: Transaction, chat: Chat, ids: Ids, content: Content): ChatMessage {
  const message = { id: ids.next(), isPrivate: false, ...content };
  const sequence = chat.addMessage(message, now);
  const stored = em.create(ChatMessage, { ...message, chatId: chat.id, sequence, sentAt: now });
  em.persist(stored);
  return stored;
}
