import { FEED_SNAPSHOT } from '@libs/live';
import type { ChatClosedBecause, MissedReason } from '@src/events';
import type { AuthorKind } from '../model/chat-message.entity.js';
import type { ChatStatus } from '../model/chat.entity.js';
import type { RoutingMode } from '../model/presence.js';

/** A chat as lists and pages show it. */
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

/** The columns of {@link ChatView}, read in one statement together with visitor and agent. */
export const CHAT_COLUMNS = `c.id, c.brand_id as "brandId", c.status, c.medium, c.opening, c.routing_mode as "routingMode", c.agent_id as "agentId",
  a.display_name as "agentName", c.offered_to as "offeredTo", c.visitor_id as "visitorId", coalesce(v.name, k.name) as "visitorName",
  coalesce(v.company, k.company) as "visitorCompany", coalesce(v.email, k.email) as "visitorEmail", coalesce(v.phone, k.phone) as "visitorPhone",
  c.page_url as "pageUrl", c.tags, c.requested_at as "requestedAt", c.request_expires_at as "requestExpiresAt", c.accepted_at as "acceptedAt",
  c.first_response_at as "firstResponseAt", c.closed_at as "closedAt", c.closed_because as "closedBecause",
  case when c.status = 'MISSED' then (select m.reason from missed_chat m where m.chat_id = c.id) end as "missedBecause",
  c.last_message_at as "lastMessageAt", c.last_message_text as "lastMessageText", c.last_message_author as "lastMessageAuthor",
  c.last_visitor_message_at as "lastVisitorMessageAt", c.last_agent_message_at as "lastAgentMessageAt", c.message_count as "messageCount",
  c.active_at as "activeAt", c.sequence, ${FEED_SNAPSHOT} as snapshot`;

/** The joins that {@link CHAT_COLUMNS} needs, on a row `c` of `chat`. */
export const CHAT_JOINS = `join visitor v on v.id = c.visitor_id left join contact k on k.id = v.contact_id
  left join agent a on a.id = c.agent_id`;
