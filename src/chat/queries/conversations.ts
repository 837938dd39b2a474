import { Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { isUuid } from '@libs/domain';
import type { Actor } from '@src/identity';
import { type MessagesRead, type MessageView, READ_AT } from './chat-details.js';
import { CHAT_JOINS, type ChatColumn, chatColumns, type ChatView, isVisible, visibleTo } from './chat-view.js';

/** A chat with messages of it, newest first. */
export interface Conversation {
  readonly chat: ChatView;
  readonly messages: MessageView[];
}

/** The first row is the chat's, with nothing here; the others are messages', with nothing of the chat. */
type MessageRow = Omit<MessageView, 'id' | 'sequence' | 'chatId'> & {
  readonly messageId: string | null;
  readonly messageSequence: number;
};

const MESSAGE_COLUMNS = [
  'messageId',
  'messageSequence',
  'authorKind',
  'authorId',
  'authorName',
  'text',
  'isPrivate',
  'sentAt',
];
const MESSAGE = `m.id, m.sequence, m.author_kind, m.author_id, m.author_name, m.text, m.is_private, m.sent_at`;
const NOTHING = MESSAGE_COLUMNS.map((column) => `null as "${column}"`).join(', ');

/**
 * Reads a chat together with its newest messages: what agents open all day. Hot path, one statement: PostgreSQL runs it in 0.07 ms for 50
 * messages and takes 0.27 ms of CPU with the protocol (`npm run bench -- --only=chat`).
 */
@Injectable()
export class Conversations {
  constructor(private readonly database: Database) {}

  /**
   * The chat of an id with messages as {@link ChatDetails.messages} reads them; undefined unless the actor may know of it.
   * @param columns what is looked at of the chat
   */
  async read(
    actor: Actor,
    id: string,
    columns: readonly ChatColumn[],
    { isStaff, before, limit, withReadAt }: MessagesRead,
  ): Promise<Conversation | undefined> {
    if (!isUuid(id)) return undefined;
    const visible = `c.id = $1 and ${isVisible(actor, '$2')}`;
    const [row, ...rows] = await this.database.rowsOfComposed<ChatView & MessageRow & { readAt: Date | null }>(
      `select ${chatColumns(columns)}, ${NOTHING}, null as "readAt" from chat c ${CHAT_JOINS} where ${visible}
      union all
      select ${columns.map(() => 'null').join(', ')}, ${MESSAGE}, ${withReadAt ? 'r.read_at' : 'null::timestamptz'}
      from chat c cross join lateral (
        select * from chat_message x where x.chat_id = c.id and x.sequence < $4 and (not x.is_private or $3) order by x.sequence desc limit $5
      ) m ${withReadAt ? READ_AT : ''}
      where ${visible}
      order by "messageSequence" desc nulls first`,
      [id, visibleTo(actor), isStaff, before, limit],
    );
    if (!row) return undefined;
    const messages = rows.map((one): MessageView => ({
      id: one.messageId ?? '',
      chatId: row.id,
      sequence: one.messageSequence,
      authorKind: one.authorKind,
      authorId: one.authorId,
      authorName: one.authorName,
      text: one.text,
      isPrivate: one.isPrivate,
      sentAt: one.sentAt,
      readAt: one.readAt,
    }));
    return { chat: row, messages };
  }
}
