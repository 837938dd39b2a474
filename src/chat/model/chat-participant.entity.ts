import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** The part that an agent has in a chat: one owner serves it, consultants help behind the scenes. */
@Entity({ tableName: 'chat_participant' })
export class ChatParticipant {
  @PrimaryKey({ type: 'uuid' })
  id: string;

  @Property({ type: 'uuid' })
  chatId: string;

  @Property({ type: 'uuid' })
  agentId: string;

  @Property({ type: 'text' })
  role: 'OWNER' | 'CONSULTANT';

  @Property({ type: 'timestamptz' })
  joinedAt: Date;

  @Property({ type: 'timestamptz', nullable: true })
  leftAt: Date | null;

  @Property({ type: 'text', nullable: true })
  leftBecause: string | null;
}
