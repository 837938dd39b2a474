import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import { Database } from '@libs/database';
import type { RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts } from '@libs/outbox';
import { AgentPresenceChanged, ChatClosed, ChatMissed, ChatOffered, ChatTransferred } from '@src/events';
import { Chat } from '../model/chat.entity.js';
import { OfferRequest } from '../use-cases/offer-request.js';

const WAITING = `
select id from chat where status = 'REQUESTED' and cardinality(offered_to) = 0 order by requested_at, id limit 100`;

/** An offer that is taken back or given up makes room too: it counted as work that the agent would have. */
const whenSomebodyHasRoom = [ChatClosed, ChatMissed, ChatOffered, ChatTransferred, AgentPresenceChanged] as const;

/** Somebody became free or came online: requests that nobody could take are offered again, the oldest first. */
@HandlesFacts('offer-waiting-chats-when-agent-is-free', ...whenSomebodyHasRoom)
export class OfferWaitingChatsWhenAgentIsFree implements FactHandler {
  constructor(
    private readonly database: Database,
    private readonly unit: UnitOfWork,
    private readonly offer: OfferRequest,
  ) {}

  async handle(fact: RecordedFact): Promise<void> {
    for (const { id } of await this.database.rows<{ id: string }>(WAITING)) {
      await this.unit.runAs({ kind: 'SYSTEM', id: `handler:${fact.id}` }, async (tx) => {
        const chat = await tx.em.findOne(Chat, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
        if (chat?.status === 'REQUESTED' && chat.offeredTo.length === 0) await this.offer.again(tx, chat);
      });
    }
  }
}
