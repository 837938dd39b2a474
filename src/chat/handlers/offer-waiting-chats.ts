import { LockMode } from '@mikro-orm/postgresql';
import { type Transaction, UnitOfWork } from '@libs/commands';
import type { RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts } from '@libs/outbox';
import {
  AgentPresenceChanged,
  AgentRightsChanged,
  ChatClosed,
  ChatMissed,
  ChatOffered,
  ChatTransferred,
} from '@src/events';
import { Chat } from '../model/chat.entity.js';
import { OfferRequest } from '../use-cases/offer-request.js';
import { RouteRequest } from '../use-cases/route-request.js';

interface Waiting {
  readonly id: string;
  /** Requests of one queue can be taken by the same agents. */
  readonly queue: string;
}

const WAITING = `
select id, brand_id || routing_mode as queue from chat where status = 'REQUESTED' and cardinality(offered_to) = 0 order by requested_at, id`;

/** An offer that is taken back or given up makes room too: it counted as work that the agent would have. */
const whenSomebodyHasRoom = [
  ChatClosed,
  ChatMissed,
  ChatOffered,
  ChatTransferred,
  AgentPresenceChanged,
  AgentRightsChanged,
] as const;

/** Somebody became free or came online: requests that nobody could take are offered again, the oldest of each queue first. */
@HandlesFacts('offer-waiting-chats-when-agent-is-free', ...whenSomebodyHasRoom)
export class OfferWaitingChatsWhenAgentIsFree implements FactHandler {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly routing: RouteRequest,
    private readonly offer: OfferRequest,
  ) {}

  async handle(fact: RecordedFact): Promise<void> {
    const actor = { kind: 'SYSTEM', id: `handler:${fact.id}` };
    const stuck = new Set<string>();
    for (const { id, queue } of await this.unit.runAs(actor, (tx) => this.#waiting(tx))) {
      // Whom nobody can serve waits, and so do all behind him; at another brand somebody may be free.
      if (stuck.has(queue)) continue;
      if (!(await this.unit.runAs(actor, (tx) => this.#leavesQueue(tx, id)))) stuck.add(queue);
    }
  }

  /** In its turn: a request that was decided on before the fact, and is not stored yet, would else wait for ever. */
  async #waiting(tx: Transaction): Promise<Waiting[]> {
    await this.routing.takeTurn(tx);
    return tx.sql.rows<Waiting>(WAITING);
  }

  async #leavesQueue(tx: Transaction, id: string): Promise<boolean> {
    const chat = await tx.em.findOne(Chat, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (chat?.status !== 'REQUESTED' || chat.offeredTo.length > 0) return true;
    await this.offer.again(tx, chat);
    return chat.offeredTo.length > 0;
  }
}
