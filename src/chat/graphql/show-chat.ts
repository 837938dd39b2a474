import { encodeSnapshotCursor } from '@libs/live';
import { type Actor, isOutside } from '@src/identity';
import type { MessageView } from '../queries/chat-details.js';
import type { ChatView } from '../queries/chat-view.js';
import type { ChatMessageType } from './chat-message.type.js';
import type { ChatType } from './chat.type.js';

/** A chat as this viewer may see it. */
export function showChat(view: ChatView, viewer: Actor): ChatType {
  const { visitorId, visitorName, visitorCompany, visitorEmail, visitorPhone, agentId, agentName, ...rest } = view;
  const { lastMessageAt, lastMessageText, lastMessageAuthor } = view;
  return {
    ...rest,
    agentId,
    agent: agentId ? { id: agentId, displayName: agentName ?? '' } : null,
    visitor: { id: visitorId, name: visitorName, company: visitorCompany, email: visitorEmail, phone: visitorPhone },
    tags: isOutside(viewer) ? [] : view.tags,
    lastMessage:
      lastMessageAt && lastMessageAuthor
        ? { text: lastMessageText ?? '', authorKind: lastMessageAuthor, sentAt: lastMessageAt }
        : null,
    firstResponseSeconds: view.firstResponseAt
      ? Math.round((view.firstResponseAt.getTime() - view.requestedAt.getTime()) / 1000)
      : null,
    // Costs as much as all the rest, and few ask a list for it.
    get eventsCursor() {
      return encodeSnapshotCursor(view.snapshot);
    },
  };
}

/** A message as it is shown. */
export function showMessage({ authorKind, authorId, authorName, ...rest }: MessageView): ChatMessageType {
  return { ...rest, author: { kind: authorKind, id: authorId, name: authorName } };
}
