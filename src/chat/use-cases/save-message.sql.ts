import { deliveryJobs } from '@libs/outbox';

/** What {@link SAVE_MESSAGE} answers: no row when the chat does not accept the message from this author. */
export interface SavedRow {
  /** The chat's id as it is stored. */
  readonly id: string;
  readonly sequence: number;
}

/**
 * Stores a public message in one statement. The rule that it repeats is the one of WriteChatMessage: an open chat takes messages from its
 * visitor, an active one from the agent who serves it. An agent who is Away by inactivity is left to that use case, which tells his
 * colleagues that he is back.
 *
 * $1 chat, $2 author kind, $3 author id, $4 author name, $5 brands of the author, $6 message id, $7 text, $8 preview, $9 time, $10 fact id,
 * $11 request id, $12 handlers of the fact, $13–$16 client key: actor, key, command, hash.
 */
export const SAVE_MESSAGE = `
with target as (
  update chat c set
    sequence = c.sequence + 1,
    message_count = c.message_count + 1,
    last_message_at = $9, last_message_text = $8, last_message_author = $2, active_at = $9,
    last_visitor_message_at = case when $2 = 'VISITOR' then $9 else c.last_visitor_message_at end,
    last_agent_message_at = case when $2 = 'AGENT' then $9 else c.last_agent_message_at end,
    first_response_at = case when $2 = 'AGENT' then coalesce(c.first_response_at, $9) else c.first_response_at end
  where c.id = $1 and c.brand_id = any($5::uuid[]) and case $2::text
    when 'VISITOR' then c.visitor_id = $3 and c.status in ('REQUESTED', 'ACTIVE')
    when 'AGENT' then c.agent_id = $3 and c.status = 'ACTIVE' and not exists (
      select from agent_presence p where p.agent_id = $3 and p.chosen = 'ONLINE' and p.lease_expires_at > $9
        and (p.announced <> 'ONLINE' or p.last_activity_at <= $9::timestamptz - interval '15 minutes'))
    else false end
  returning c.id, c.brand_id, c.sequence, case when $2 = 'VISITOR' then (select name from visitor where id = $3) else $4 end as author_name
), saved as (
  insert into chat_message (id, chat_id, sequence, author_kind, author_id, author_name, text, sent_at)
  select $6, id, sequence, $2, $3, author_name, $7, $9 from target
), stored as (
  insert into fact (id, type, aggregate_type, aggregate_id, brand_id, sequence, actor_kind, actor_id, origin, request_id, occurred_at, payload)
  select $10, 'ChatMessageSent', 'Chat', id, brand_id, sequence, $2, $3::text, 'PARLEY', $11, $9, jsonb_build_object(
    'messageId', $6::uuid, 'authorKind', $2::text, 'authorId', $3::uuid, 'authorName', author_name, 'text', $7::text, 'isPrivate', false,
    'sentAt', to_char($9::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  from target returning id
), queued as (
  insert into delivery (handler, aggregate_id, sequence, fact_id)
  select h.handler, t.id, t.sequence, s.id from target t, stored s, unnest($12::text[]) as h(handler) returning handler, aggregate_id
), specs as (
  ${deliveryJobs('queued')}
), jobs as (
  select queue_jobs(specs.list, true) as count from specs where specs.list is not null
), keyed as (
  insert into client_key (actor, key, command, input_hash, answer)
  select $13, $14, $15, $16, jsonb_build_object('chatId', id, 'messageId', $6::uuid, 'sequence', sequence,
    'sentAt', to_char($9::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) from target
), active as (
  update agent_presence set last_activity_at = greatest(last_activity_at, $9)
  where $2 = 'AGENT' and agent_id = $3 and exists (select from target)
)
select t.id, t.sequence, (select count from jobs) as jobs from target t`;
