import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import { Ids } from '@libs/domain';
import { Timers } from '@libs/timers';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { chatTimers } from '../chat.timers.js';
import type { Chat } from '../model/chat.entity.js';
import type { RoutingMode } from '../model/presence.js';
import { routeRequest, type RoutingDecision } from '../model/routing.js';
import { type StaffedAgent, Staffing } from '../queries/staffing.js';

/** Assignments follow each other, at all brands, so that two requests at once do not go to the same free agent. */
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtextextended('parley-routing', 0))`;
const MANY_AT_A_TIME = `select pg_advisory_xact_lock_shared(hashtextextended('parley-routing', 0))`;

const PASSED_OVER = `
select assigned_to as id from routing_decision where chat_id = $1 and assigned_to is not null`;

const PENDING_OFFERS = `
select offered_to[1] as id, count(*)::int as count from chat
where status = 'REQUESTED' and routing_mode = 'ASSIGNED' and cardinality(offered_to) = 1 and id <> $1 group by 1`;

const STORE = `
insert into routing_decision (id, chat_id, brand_id, decided_at, mode, rule, candidates, excluded, offered_to, assigned_to)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

/** Decides who gets a chat request, and keeps why: a part of the use cases that make or move requests. */
@Injectable()
export class RouteRequest {
  constructor(
    private readonly staffing: Staffing,
    private readonly ids: Ids,
    private readonly timers: Timers,
    @Inject(chatSettings.token) private readonly settings: ChatSettings,
  ) {}

  /**
   * Waits for its turn; call it before reading who is free or who waits. Broadcasts do not compete for an agent, so new ones share a
   * turn; but whoever looks for waiting requests must not miss one that is being made.
   */
  async takeTurn(tx: Transaction, mode: RoutingMode = 'ASSIGNED'): Promise<void> {
    await tx.sql.rows(mode === 'ASSIGNED' ? ONE_AT_A_TIME : MANY_AT_A_TIME);
  }

  /**
   * Routes a request by the agents' present load. An agent to whom this request was assigned before, and who let it pass, is left out
   * as long as there is somebody else: he may be back, and to ask him again is better than to ask nobody.
   */
  async decide(tx: Transaction, chat: Chat, agents?: readonly StaffedAgent[]): Promise<RoutingDecision> {
    const staffed = agents ?? (await this.staffing.forBrand(chat.brandId, tx.now, tx.sql));
    const passed = new Set((await tx.sql.rows<{ id: string }>(PASSED_OVER, [chat.id])).map((row) => row.id));
    const pending = new Map(
      (await tx.sql.rows<{ id: string; count: number }>(PENDING_OFFERS, [chat.id])).map((row) => [row.id, row.count]),
    );
    const route = (declined: ReadonlySet<string>): RoutingDecision =>
      routeRequest({
        mode: chat.routingMode,
        now: tx.now.getTime(),
        candidates: staffed.map((agent) => ({
          agentId: agent.agentId,
          status: agent.status,
          onDuty: agent.isOnDuty,
          speaksBrand: true,
          // A request that waits for his answer is work that he will have.
          activeChats: agent.activeChats + (pending.get(agent.agentId) ?? 0),
          maxChats: agent.maxChats,
          assignedThisShift: agent.assignedThisShift,
          lastAssignedAt: agent.lastAssignedAt?.getTime(),
          declinedThis: declined.has(agent.agentId),
        })),
      });
    const decision = route(passed);
    return decision.offeredTo.length === 0 && passed.size > 0 ? route(new Set()) : decision;
  }

  /** Stores a decision (B3) and watches its offer. Returns the decision's id; the caller applies it to the chat. */
  async keep(tx: Transaction, chat: Chat, decision: RoutingDecision): Promise<string> {
    const id = this.ids.next();
    await tx.sql.rows(STORE, [
      id,
      chat.id,
      chat.brandId,
      tx.now,
      decision.mode,
      decision.rule,
      JSON.stringify(decision.candidates),
      JSON.stringify(decision.excluded),
      decision.offeredTo,
      decision.assignedTo ?? null,
    ]);
    await this.watchOffer(tx, chat, decision);
    return id;
  }

  /** Gives the agent to whom the request is assigned, if any, his time to accept it, from now on. */
  async watchOffer(tx: Transaction, chat: Chat, decision: RoutingDecision): Promise<void> {
    if (!decision.assignedTo) return;
    await this.timers.set(tx.sql, {
      key: `chat-offer:${chat.id}`,
      task: chatTimers.offerExpired,
      subjectId: chat.id,
      dueAt: new Date(tx.now.getTime() + this.settings.offerSeconds * 1000),
    });
  }
}
