import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** An agent told the visitor how long he needs; whether he wrote again in time. */
@Entity({ tableName: 'chat_promise' })
export class ChatPromise {
  @PrimaryKey({ type: 'uuid' })
  id: string;

  @Property({ type: 'uuid' })
  chatId: string;

  @Property({ type: 'uuid' })
  agentId: string;

  @Property({ type: 'timestamptz' })
  madeAt: Date;

  @Property({ type: 'timestamptz' })
  dueAt: Date;

  /** Null until the time is over. DROPPED: the chat ended or went to somebody else before. */
  @Property({ type: 'text', nullable: true })
  settled: 'KEPT' | 'BROKEN' | 'DROPPED' | null;
}
