import type pg from 'pg';

const PERSON = `v.id as visitor_id, coalesce(v.name, k.name) as visitor_name, coalesce(v.company, k.company) as visitor_company,
  coalesce(v.email, k.email) as visitor_email, c.agent_id, a.display_name as agent_name`;
const JOINS = `join visitor v on v.id = c.visitor_id left join contact k on k.id = v.contact_id left join agent a on a.id = c.agent_id`;

/** Planned once: an index scan for each brand is planned anew each time, because PostgreSQL cannot guess how many brands come. */
const INBOX = `
select c.id, c.status, c.requested_at, c.active_at, c.message_count, ${PERSON}, c.last_message_text, c.last_message_author, c.last_message_at
from chat c ${JOINS} where c.brand_id = any($1::uuid[]) and c.status = 'ACTIVE' order by c.active_at desc, c.id desc limit 26`;

/** The chat's own columns stand in every row: one statement and one round trip. */
const CHAT = `
select c.id, c.status, c.requested_at, c.message_count, ${PERSON},
  m.id as message_id, m.sequence, m.text, m.is_private, m.sent_at, m.author_kind, m.author_id, m.author_name
from chat c ${JOINS} left join lateral (
  select * from chat_message m where m.chat_id = c.id order by m.sequence desc limit 51
) m on true
where c.id = $1 and c.brand_id = any($2::uuid[]) order by m.sequence`;

/**
 * The same rows as a sent message leaves: $1 chat, $2 agent, $3 his name, $4 his brands, $5 message, $6 text, $7 fact, $8 handlers,
 * $9 client key, $10 hash of the input.
 */
const SEND = `
with target as (
  update chat set sequence = sequence + 1, message_count = message_count + 1, last_message_at = now(), last_message_text = left($6, 200),
    last_message_author = 'AGENT', active_at = now(), last_agent_message_at = now(), first_response_at = coalesce(first_response_at, now())
  where id = $1 and agent_id = $2 and status = 'ACTIVE' and brand_id = any($4::uuid[]) returning id, brand_id, sequence
), message as (
  insert into chat_message (id, chat_id, sequence, author_kind, author_id, author_name, text, sent_at)
  select $5, id, sequence, 'AGENT', $2, $3, $6, now() from target
), stored as (
  insert into fact (id, type, aggregate_type, aggregate_id, brand_id, sequence, actor_kind, actor_id, origin, occurred_at, payload)
  select $7, 'ChatMessageSent', 'Chat', id, brand_id, sequence, 'AGENT', $2::text, 'PARLEY', now(), jsonb_build_object('messageId', $5::uuid,
    'authorKind', 'AGENT', 'authorId', $2::uuid, 'authorName', $3::text, 'text', $6::text, 'isPrivate', false, 'sentAt', now()) from target returning id
), queued as (
  insert into delivery (handler, aggregate_id, sequence, fact_id)
  select h, t.id, t.sequence, s.id from target t, stored s, unnest($8::text[]) h returning handler, aggregate_id
), jobs as (
  select graphile_worker.add_jobs(array_agg(('deliver', json_build_object('handler', handler, 'aggregateId', aggregate_id),
    handler || ':' || right(aggregate_id::text, 2), null, null, handler || ':' || aggregate_id, null, null)::graphile_worker.job_spec)) from queued having count(*) > 0
), keyed as (
  insert into client_key (actor, key, command, input_hash, answer)
  select 'AGENT:' || $2, $9, 'sendChatMessage', $10, jsonb_build_object('chatId', id, 'messageId', $5::uuid, 'sequence', sequence, 'sentAt', now()) from target
), active as (
  update agent_presence set last_activity_at = now() where agent_id = $2
)
select t.id, t.sequence, now() as sent_at, (select count(*) from jobs) as jobs, pg_notify('parley_facts', '') from target t`;

type Row = Record<string, unknown>;
const shown = (row: Row) => ({
  id: row['id'],
  status: row['status'],
  requestedAt: row['requested_at'],
  messageCount: row['message_count'],
  visitor: {
    id: row['visitor_id'],
    name: row['visitor_name'],
    company: row['visitor_company'],
    email: row['visitor_email'],
  },
  agent: row['agent_id'] ? { id: row['agent_id'], displayName: row['agent_name'] } : null,
});

/** The inbox page of an agent who works for these brands. */
export async function inboxPage(pool: pg.Pool, brandIds: readonly string[]): Promise<object> {
  const { rows } = await pool.query<Row>({ name: 'inbox', text: INBOX, values: [brandIds] });
  const nodes = rows.slice(0, 25).map((row) => ({
    ...shown(row),
    activeAt: row['active_at'],
    lastMessage: {
      text: row['last_message_text'],
      authorKind: row['last_message_author'],
      sentAt: row['last_message_at'],
    },
  }));
  return { data: { chats: { nodes, pageInfo: { hasNextPage: rows.length > 25 } } } };
}

/** A chat with its last 50 messages. */
export async function chatPage(pool: pg.Pool, id: string, brandIds: readonly string[]): Promise<object> {
  const { rows } = await pool.query<Row>({ name: 'chat', text: CHAT, values: [id, brandIds] });
  const [first] = rows;
  if (!first) return { data: { chat: null } };
  const nodes = rows.slice(-50).map((row) => ({
    id: row['message_id'],
    sequence: row['sequence'],
    text: row['text'],
    isPrivate: row['is_private'],
    sentAt: row['sent_at'],
    author: { kind: row['author_kind'], id: row['author_id'], name: row['author_name'] },
  }));
  return { data: { chat: { ...shown(first), messages: { nodes, pageInfo: { hasPreviousPage: rows.length > 50 } } } } };
}

/** Stores a message. Values as SEND numbers them. */
export async function sendMessage(pool: pg.Pool, messageId: string, values: readonly unknown[]): Promise<object> {
  const { rows } = await pool.query<Row>({ name: 'send', text: SEND, values: [...values] });
  const [row] = rows;
  return {
    data: {
      sendChatMessage: row && {
        __typename: 'SendChatMessageSuccess',
        chatId: row['id'],
        messageId,
        sequence: row['sequence'],
        sentAt: row['sent_at'],
      },
    },
  };
}
