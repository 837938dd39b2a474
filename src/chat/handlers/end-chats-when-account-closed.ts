import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import { Database } from '@libs/database';
import type { FactOf, RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts } from '@libs/outbox';
import { AgentAccountClosed } from '@src/events';
import { Chat } from '../model/chat.entity.js';
import { ChatParticipant } from '../model/chat-participant.entity.js';
import { EndChat } from '../use-cases/end-chat.js';

const HIS_CHATS = `select chat_id as id from chat_participant where agent_id = $1 and left_at is null order by joined_at, id`;

/** Nobody writes to somebody who is gone: his chats end, so that their visitors can start anew, and he helps in no other. */
@HandlesFacts('end-chats-when-account-closed', AgentAccountClosed)
export class EndChatsWhenAccountClosed implements FactHandler<FactOf<typeof AgentAccountClosed>> {
  constructor(
    private readonly database: Database,
    private readonly unit: UnitOfWork,
    private readonly end: EndChat,
  ) {}

  async handle({ payload: { agentId }, actor }: RecordedFact<FactOf<typeof AgentAccountClosed>>): Promise<void> {
    for (const { id } of await this.database.rows<{ id: string }>(HIS_CHATS, [agentId]))
      await this.unit.runAs(actor, async (tx) => {
        const chat = await tx.em.findOneOrFail(Chat, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
        const part = await tx.em.findOne(ChatParticipant, { chatId: id, agentId, leftAt: null });
        if (!part || !chat.isOpen) return;
        if (chat.agentId === agentId) return this.end.now(tx, chat, 'AGENT_GONE');
        part.leftAt = tx.now;
        part.leftBecause = 'AGENT_GONE';
        chat.endConsultation(agentId);
      });
  }
}
