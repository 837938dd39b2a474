import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import type { FactOf, RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts } from '@libs/outbox';
import { AgentAccountClosed } from '@src/events';
import { Chat } from '../model/chat.entity.js';
import { ChatParticipant } from '../model/chat-participant.entity.js';
import { Staffing } from '../queries/staffing.js';
import { EndChat } from '../use-cases/end-chat.js';

const HIS_CHATS = `select chat_id as id from chat_participant where agent_id = $1 and left_at is null order by joined_at, id`;

/** Nobody writes to somebody who is gone: his chats end, so that their visitors can start anew, and he helps in no other. */
@HandlesFacts('end-chats-when-account-closed', AgentAccountClosed)
export class EndChatsWhenAccountClosed implements FactHandler<FactOf<typeof AgentAccountClosed>> {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly staffing: Staffing,
    private readonly end: EndChat,
  ) {}

  async handle({ payload: { agentId }, actor }: RecordedFact<FactOf<typeof AgentAccountClosed>>): Promise<void> {
    const chats = await this.unit.runAs(actor, async (tx) => {
      // Waits for a chat that is being given to him by somebody who read his account before it was closed.
      await this.staffing.ofAgentAlone(agentId, tx.now, tx.sql);
      return tx.sql.rows<{ id: string }>(HIS_CHATS, [agentId]);
    });
    for (const { id } of chats)
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
