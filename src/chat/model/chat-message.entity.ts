import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** Who can write in a chat: the visitor, an agent, a trigger's greeting, or the product itself. */
export const authorKinds = ['VISITOR', 'AGENT', 'GREETING', 'SYSTEM'] as const;
/** One of {@link authorKinds}. */
export type AuthorKind = (typeof authorKinds)[number];

/** Longest text of one message, in UTF-16 units. */
export const MAX_MESSAGE_LENGTH = 8_000;

/** One message of a chat. Never changes once sent. */
@Entity({ tableName: 'chat_message' })
export class ChatMessage {
  @PrimaryKey({ type: 'uuid' })
  id: string;

  @Property({ type: 'uuid' })
  chatId: string;

  /** Place in the chat's history; shared with the facts of the chat, so numbers between messages are missing. */
  @Property({ type: 'integer' })
  sequence: number;

  @Property({ type: 'text' })
  authorKind: AuthorKind;

  @Property({ type: 'uuid', nullable: true })
  authorId: string | null;

  @Property({ type: 'text', nullable: true })
  authorName: string | null;

  @Property({ type: 'text' })
  text: string;

  /** A note that only staff sees. */
  @Property({ type: 'boolean' })
  isPrivate: boolean;

  @Property({ type: 'timestamptz' })
  sentAt: Date;
}
