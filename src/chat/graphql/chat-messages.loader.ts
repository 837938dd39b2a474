import type DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import { decodeKey, pageSize } from '@libs/database';
import { argumentsOfOnly, askedFields, type BackwardPageArgs, type EdgeContext, loaderOf } from '@libs/graphql';
import { type Actor, isOutside } from '@src/identity';
import type { ChatDetails, MessagesRead, MessageView } from '../queries/chat-details.js';

const NEWEST = 2_147_483_647;

/** What to read for a page of messages, one more than it shows. @throws InvalidInput for page size or cursor */
export function messagesRead(
  { actor }: EdgeContext<Actor>,
  { last, before }: BackwardPageArgs,
  info: GraphQLResolveInfo,
): MessagesRead {
  const limit = pageSize(last, 'last') + 1;
  const [start] = decodeKey(before, ['number'], 'before') ?? [NEWEST];
  return { isStaff: !isOutside(actor), before: Number(start), limit, withReadAt: askedFields(info).has('readAt') };
}

/** The loader that the field `messages` of all chats in a request reads from. */
export function messagesLoader(
  edge: EdgeContext<Actor>,
  details: ChatDetails,
  read: MessagesRead,
): DataLoader<string, MessageView[]> {
  return loaderOf(
    edge,
    `chat-messages:${read.before}:${read.limit}`,
    (ids) => details.messages(ids, read),
    (message) => message.chatId,
  );
}

/** What the field `messages` under the running field will ask for, if that is plain already now and can be kept for it. */
export function askedMessages(edge: EdgeContext<Actor>, info: GraphQLResolveInfo): MessagesRead | undefined {
  if (edge.transport !== 'HTTP') return undefined;
  const args = argumentsOfOnly(info, 'Chat', 'messages') as BackwardPageArgs | undefined;
  try {
    return args && messagesRead(edge, args, info);
  } catch {
    // The field itself says what is wrong.
    return undefined;
  }
}
