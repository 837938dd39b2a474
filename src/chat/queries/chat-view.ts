import { FEED_SNAPSHOT } from '@libs/live';
import { type Actor, isOutside } from '@src/identity';
import type { ChatClosedBecause, MissedReason } from '@src/events';
import type { AuthorKind } from '../model/chat-message.entity.js';
import type { ChatStatus } from '../model/chat.entity.js';
import type { RoutingMode } from '../model/presence.js';

/** A chat as lists and pages show it. Of a read that names columns, the other properties are missing. */
export interface ChatView {
  readonly id: string;
  readonly brandId: string;
  readonly status: ChatStatus;
  readonly medium: 'TEXT' | 'VOICE';
  readonly opening: 'GREETED' | 'WROTE_FIRST';
  readonly routingMode: RoutingMode;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly offeredTo: readonly string[];
  readonly visitorId: string;
  readonly visitorName: string | null;
  readonly visitorCompany: string | null;
  readonly visitorEmail: string | null;
  readonly visitorPhone: string | null;
  readonly pageUrl: string | null;
  readonly tags: readonly string[];
  readonly requestedAt: Date;
  readonly requestExpiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly firstResponseAt: Date | null;
  readonly closedAt: Date | null;
  readonly closedBecause: ChatClosedBecause | null;
  readonly missedBecause: MissedReason | null;
  readonly lastMessageAt: Date | null;
  readonly lastMessageText: string | null;
  readonly lastMessageAuthor: AuthorKind | null;
  readonly lastVisitorMessageAt: Date | null;
  readonly lastAgentMessageAt: Date | null;
  readonly messageCount: number;
  readonly activeAt: Date;
  readonly sequence: number;
  /** Snapshot of the statement that read the row: where a subscription continues. */
  readonly snapshot: string;
}

/** A property of a {@link ChatView}. */
export type ChatColumn = keyof ChatView;

const EXPRESSIONS: Readonly<Record<ChatColumn, string>> = {
  id: 'c.id',
  brandId: 'c.brand_id',
  status: 'c.status',
  medium: 'c.medium',
  opening: 'c.opening',
  routingMode: 'c.routing_mode',
  agentId: 'c.agent_id',
  // A join would be planned as a scan of all agents, which costs more than the keys of one page.
  agentName: '(select a.display_name from agent a where a.id = c.agent_id)',
  offeredTo: 'c.offered_to',
  visitorId: 'c.visitor_id',
  visitorName: 'coalesce(v.name, k.name)',
  visitorCompany: 'coalesce(v.company, k.company)',
  visitorEmail: 'coalesce(v.email, k.email)',
  visitorPhone: 'coalesce(v.phone, k.phone)',
  pageUrl: 'c.page_url',
  tags: 'c.tags',
  requestedAt: 'c.requested_at',
  requestExpiresAt: 'c.request_expires_at',
  acceptedAt: 'c.accepted_at',
  firstResponseAt: 'c.first_response_at',
  closedAt: 'c.closed_at',
  closedBecause: 'c.closed_because',
  missedBecause: `case when c.status = 'MISSED' then (select m.reason from missed_chat m where m.chat_id = c.id) end`,
  lastMessageAt: 'c.last_message_at',
  lastMessageText: 'c.last_message_text',
  lastMessageAuthor: 'c.last_message_author',
  lastVisitorMessageAt: 'c.last_visitor_message_at',
  lastAgentMessageAt: 'c.last_agent_message_at',
  messageCount: 'c.message_count',
  activeAt: 'c.active_at',
  sequence: 'c.sequence',
  snapshot: FEED_SNAPSHOT,
};

/** All columns: what whoever does not know what will be looked at reads. */
export const allChatColumns = Object.keys(EXPRESSIONS) as readonly ChatColumn[];

/** The select list that reads these columns of a row `c` of `chat` with {@link CHAT_JOINS}. */
export function chatColumns(columns: readonly ChatColumn[]): string {
  return listsOf(columns).shown;
}

/** The select list of all that {@link chatColumns} and {@link CHAT_JOINS} need of `c`: what a list carries along while it sorts. */
export function chatColumnsBelow(columns: readonly ChatColumn[]): string {
  return listsOf(columns).below;
}

const lists = new WeakMap<readonly ChatColumn[], { readonly shown: string; readonly below: string }>();

function listsOf(columns: readonly ChatColumn[]): { readonly shown: string; readonly below: string } {
  let known = lists.get(columns);
  if (!known) {
    const shown = columns.map((column) => `${EXPRESSIONS[column]} as "${column}"`).join(', ');
    const own = `${shown} ${CHAT_JOINS} c.id c.active_at`.matchAll(/\bc\.\w+/g);
    known = { shown, below: [...new Set([...own].map(([column]) => column))].join(', ') };
    lists.set(columns, known);
  }
  return known;
}

/** The joins that {@link chatColumns} needs. All outer ones on keys: PostgreSQL leaves out those of which nothing is read. */
export const CHAT_JOINS = `left join visitor v on v.id = c.visitor_id left join contact k on k.id = v.contact_id`;

/** Condition on `c` that the actor of these parameters may know of the chat: see {@link visibleTo}. */
export function isVisible(actor: Actor, placeholder: string): string {
  return isOutside(actor) ? `c.visitor_id = ${placeholder}::uuid` : `c.brand_id = any(${placeholder}::uuid[])`;
}

/** The value of the placeholder of {@link isVisible}. */
export function visibleTo(actor: Actor): string | readonly string[] {
  return isOutside(actor) ? actor.id : actor.brandIds;
}
