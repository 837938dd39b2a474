import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { isUuid, NotFound } from '@libs/domain';
import { type Actor, isOutside, seesBrand } from '@src/identity';
import { Chat } from '../model/chat.entity.js';

/**
 * The chat of an id, locked for change, if the actor may know of it: staff of its brand, or the visitor whose chat it is.
 * @throws NotFound alike for a chat that does not exist and for somebody else's
 */
export async function lockChat(em: EntityManager, id: string, actor: Actor, field = 'chatId'): Promise<Chat> {
  const chat = isUuid(id) ? await em.findOne(Chat, id, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  if (!chat || !maySeeChat(chat, actor)) throw new NotFound('chat', field);
  return chat;
}

/** Whether the actor may know that this chat exists. */
export function maySeeChat(chat: { brandId: string; visitorId: string }, actor: Actor): boolean {
  return isOutside(actor) ? chat.visitorId === actor.id : seesBrand(actor, chat.brandId);
}
