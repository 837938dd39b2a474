import { encodeSnapshotCursor } from '@libs/live';
import { type Actor, isOutside } from '@src/identity';
import type { MessageView } from '../queries/chat-details.js';
import type { ChatView } from '../queries/chat-view.js';
import type { ChatMessageType } from './chat-message.type.js';
import type { ChatAgentType, ChatLastMessageType, ChatType, ChatVisitorType } from './chat.type.js';

/** A chat as this viewer may see it. */
export function showChat(view: ChatView, viewer: Actor): ChatType {
  return new ShownChat(view, !isOutside(viewer));
}

/** Gives each field when it is asked for: a list shows few of them, and to copy the rest would cost more than to read it. */
class ShownChat implements ChatType {
  readonly agent: ChatAgentType | null;
  readonly visitor: ChatVisitorType;
  readonly lastMessage: ChatLastMessageType | null;
  #eventsCursor: string | undefined;

  constructor(
    private readonly view: ChatView,
    private readonly isForStaff: boolean,
  ) {
    this.agent = view.agentId ? { id: view.agentId, displayName: view.agentName ?? '' } : null;
    this.visitor = {
      id: view.visitorId,
      name: view.visitorName,
      company: view.visitorCompany,
      email: view.visitorEmail,
      phone: view.visitorPhone,
    };
    this.lastMessage =
      view.lastMessageAt && view.lastMessageAuthor
        ? { text: view.lastMessageText ?? '', authorKind: view.lastMessageAuthor, sentAt: view.lastMessageAt }
        : null;
  }

  get id() {
    return this.view.id;
  }

  get brandId() {
    return this.view.brandId;
  }

  get status() {
    return this.view.status;
  }

  get medium() {
    return this.view.medium;
  }

  get opening() {
    return this.view.opening;
  }

  get pageUrl() {
    return this.view.pageUrl;
  }

  get requestedAt() {
    return this.view.requestedAt;
  }

  get requestExpiresAt() {
    return this.view.requestExpiresAt;
  }

  get acceptedAt() {
    return this.view.acceptedAt;
  }

  get firstResponseAt() {
    return this.view.firstResponseAt;
  }

  get closedAt() {
    return this.view.closedAt;
  }

  get closedBecause() {
    return this.view.closedBecause;
  }

  get missedBecause() {
    return this.view.missedBecause;
  }

  get messageCount() {
    return this.view.messageCount;
  }

  get activeAt() {
    return this.view.activeAt;
  }

  get sequence() {
    return this.view.sequence;
  }

  get tags(): readonly string[] {
    return this.isForStaff ? this.view.tags : [];
  }

  get firstResponseSeconds(): number | null {
    const { firstResponseAt, requestedAt } = this.view;
    return firstResponseAt ? Math.round((firstResponseAt.getTime() - requestedAt.getTime()) / 1000) : null;
  }

  get eventsCursor(): string {
    return (this.#eventsCursor ??= encodeSnapshotCursor(this.view.snapshot));
  }
}

/** A message as it is shown. */
export function showMessage(view: MessageView): ChatMessageType {
  const { id, chatId, sequence, text, isPrivate, sentAt, readAt } = view;
  const author = { kind: view.authorKind, id: view.authorId, name: view.authorName };
  return { id, chatId, sequence, author, text, isPrivate, sentAt, readAt };
}
