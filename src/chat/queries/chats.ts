import { Injectable } from '@nestjs/common';
import { Database, decodeKey, encodeKey, type PageRequest, pageSize } from '@libs/database';
import { Clock, isUuid, textWithin } from '@libs/domain';
import type { Page } from '@libs/graphql';
import { type Actor, isOutside, isStaff, may } from '@src/identity';
import { presenceRights } from '../model/presence.js';
import {
  allChatColumns,
  CHAT_JOINS,
  type ChatColumn,
  chatColumns,
  chatColumnsBelow,
  type ChatView,
  isVisible,
  visibleTo,
} from './chat-view.js';
import { Staffing } from './staffing.js';

/** Which chats a list shows. */
export const chatListViews = ['REQUESTS', 'MINE', 'ACTIVE', 'CLOSED', 'MISSED', 'ALL'] as const;
/** One of {@link chatListViews}. */
export type ChatListView = (typeof chatListViews)[number];

/** What narrows a list of chats; what is left out does not. */
export interface ChatFilter {
  readonly view: ChatListView;
  readonly brandId?: string | null;
  readonly agentId?: string | null;
  readonly visitorId?: string | null;
  readonly tag?: string | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

/**
 * Reads chats. Lists are one statement each, newest activity first, by keyset; the inbox is a hot path: 25 chats of three brands with visitor and
 * agent take PostgreSQL 0.16 ms to run, 0.31 ms of CPU with the protocol (`npm run bench -- --only=inbox`).
 */
@Injectable()
export class Chats {
  constructor(
    private readonly database: Database,
    private readonly staffing: Staffing,
    private readonly clock: Clock,
  ) {}

  /** The chat of an id if the actor may know of it, else undefined. */
  async byId(actor: Actor, id: string, columns = allChatColumns): Promise<ChatView | undefined> {
    if (!isUuid(id)) return undefined;
    const [chat] = await this.database.rowsOfComposed<ChatView>(
      `select ${chatColumns(columns)} from chat c ${CHAT_JOINS} where c.id = $1 and ${isVisible(actor, '$2')}`,
      [id, visibleTo(actor)],
    );
    return chat;
  }

  /**
   * A page of chats: for staff of the brands they work for, for a visitor his own.
   * @param columns what is looked at, `id` and `activeAt` among them
   * @throws InvalidInput for page size or cursor
   */
  async page(
    actor: Actor,
    filter: ChatFilter,
    request: PageRequest,
    columns: readonly ChatColumn[] = allChatColumns,
  ): Promise<Page<ChatView>> {
    const size = pageSize(request.first);
    const start = decodeKey(request.after, ['time', 'uuid']);
    const query = new Conditions();
    const brandIds = filter.brandId ? actor.brandIds.filter((id) => id === filter.brandId) : actor.brandIds;
    const brands = isInbox(actor, filter) ? query.placeholderOf(brandIds) : undefined;
    if (isOutside(actor)) query.add((n) => `c.visitor_id = ${n}`, actor.id);
    else if (brands) query.add(() => 'c.brand_id = b.id');
    else query.add((n) => `c.brand_id = any(${n}::uuid[])`, brandIds);
    if (filter.view === 'REQUESTS' && isStaff(actor)) await this.#onlyVisibleRequests(query, actor);
    else if (filter.view === 'MINE')
      query.add(
        (n) =>
          `c.status = 'ACTIVE' and (c.agent_id = ${n} or exists (select from chat_participant p where p.chat_id = c.id and p.agent_id = ${n} and p.left_at is null))`,
        actor.id,
      );
    else if (filter.view !== 'ALL')
      query.add(
        (n) => (brands ? hasStatus(n) : `c.status = ${n}`),
        filter.view === 'REQUESTS' ? 'REQUESTED' : filter.view,
      );
    if (filter.agentId) query.add(servedBy, isUuid(filter.agentId) ? filter.agentId : NOBODY);
    if (filter.visitorId) query.add((n) => `c.visitor_id = ${n}`, isUuid(filter.visitorId) ? filter.visitorId : NOBODY);
    if (filter.tag) query.add(hasTag, textWithin('tag', filter.tag, { min: 1, max: 200 }).toLowerCase());
    if (filter.from) query.add((n) => `c.requested_at >= ${n}`, filter.from);
    if (filter.to) query.add((n) => `c.requested_at < ${n}`, filter.to);
    if (start) query.add((n, m) => `(c.active_at, c.id) < (${n}::timestamptz, ${m}::uuid)`, start[0], start[1]);

    const newest = `order by c.active_at desc, c.id desc limit ${size + 1}`;
    const ofEach = `select ${chatColumnsBelow(columns)} from chat c where ${query.text} ${newest}`;
    // Joined after the limit, and for the inbox one short index scan for each brand: else all its chats of that status would be sorted.
    // The list of brands stands in a subquery, so that PostgreSQL plans once: for a list of known length it would plan anew each time.
    const page = brands
      ? `select c.* from unnest((select ${brands}::uuid[])) b(id), lateral (${ofEach}) c ${newest}`
      : ofEach;
    const rows = await this.database.rowsOfComposed<ChatView>(
      `select ${chatColumns(columns)} from (${page}) c ${CHAT_JOINS} ${newest}`,
      query.values,
    );
    const items = rows.slice(0, size).map((node) => new ListedChat(node));
    return { items, hasNext: rows.length > size, hasPrevious: start !== undefined };
  }

  /** Requests that this agent sees now (B2): all of a broadcast, those offered to him where the server assigns; supervisors see all. */
  async #onlyVisibleRequests(query: Conditions, actor: Actor): Promise<void> {
    query.add(hasStatus, 'REQUESTED');
    if (may(actor, 'SUPERVISE')) return;
    const status = (await this.staffing.ofAgent(actor.id, this.clock.now()))?.status ?? 'OFFLINE';
    const modes = (['BROADCAST', 'ASSIGNED'] as const).filter((mode) => presenceRights(status, mode).seesRequest);
    query.add(
      (n, m) => `c.routing_mode = any(${n}) and (c.routing_mode = 'BROADCAST' or ${m}::uuid = any(c.offered_to))`,
      modes,
      actor.id,
    );
  }
}

/** A chat in a list; few ask for cursors. */
class ListedChat {
  #cursor: string | undefined;

  constructor(readonly node: ChatView) {}

  get cursor(): string {
    return (this.#cursor ??= encodeKey(this.node.activeAt.toISOString(), this.node.id));
  }
}

/** What runs now and nothing else: what agents look at all day, and what the index `chat_inbox` has in its order for each brand. */
function isInbox(actor: Actor, { view, agentId, visitorId, tag, from, to }: ChatFilter): boolean {
  const runsNow = view === 'ACTIVE' || view === 'REQUESTS';
  return runsNow && !isOutside(actor) && !agentId && !visitorId && !tag && !from && !to;
}

/** In a subquery: a plan for one status alone would be made anew each time, and may sort the short index of all open chats. */
const hasStatus = (n: string): string => `c.status = (select ${n}::text)`;

/** Chats that an agent serves or, before a transfer, served: whoever was given a chat took part as its owner. */
const servedBy = (n: string): string =>
  `exists (select from chat_participant p where p.chat_id = c.id and p.agent_id = ${n} and p.role = 'OWNER')`;

/** The index knows only chats with tags. */
const hasTag = (n: string): string => `c.tags <> '{}' and c.tags @> array[${n}]`;

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Conditions of a statement, with their values numbered in order. */
class Conditions {
  readonly #texts: string[] = [];
  readonly values: unknown[] = [];

  add(text: (first: string, second: string) => string, ...values: unknown[]): void {
    const [first = '', second = ''] = values.map((value) => this.placeholderOf(value));
    this.#texts.push(text(first, second));
  }

  placeholderOf(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  get text(): string {
    return this.#texts.map((text) => `(${text})`).join(' and ');
  }
}
