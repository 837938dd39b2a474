import pg from 'pg';

/** How much there is to make. */
export interface SeedSize {
  readonly chats: number;
  /** A multiple of 10: each brand is the first of equally many. */
  readonly agents: number;
  /** Whether chats have ten messages on average, or one and a half, where the number of chats is what matters. */
  readonly messages: 'ten' | 'few';
}

/** Every chat whose number leaves this remainder is a long one. */
export const LONG_MESSAGES = 86;
const BRANDS = 10;

/** UUID version 7 of a time and a number, in SQL: ids sort by time as those of the product do. */
const id = (time: string, number: string): string =>
  `(lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0') || '7' || substr(md5(${number}), 1, 3) || '8' || substr(md5(${number}), 4, 15))::uuid`;

const WORDS =
  'I ordered an essay about the causes of the thirty years war and would like to know whether my writer has read the second chapter of the book that I uploaded yesterday because the deadline is on Friday and my professor wants at least six sources in Chicago style with footnotes. Hello, thank you for waiting, I have looked into your order and the writer confirms that he has the file and that the draft will be with you tomorrow morning. Could you please ask him to use British spelling and to keep the title page as it is? Of course, I have passed that on, is there anything else that I can do for you today? No, that was all, thanks a lot for your quick help. You are welcome, have a nice day and do not hesitate to write again when the draft has arrived, the chat is open day and night. One more question about the price: does the discount for returning customers apply to revisions as well or only to new orders of more than ten pages? ';
const LONGEST_TEXT = 200;

/** A text of 20 to 200 characters out of a hash, in SQL. */
const text = (hash: string): string =>
  `substr($words$${WORDS.repeat(2)}$words$, 1 + ((${hash})::bigint & 1023)::int % ${WORDS.length}, 20 + (((${hash})::bigint >> 10) & 1023)::int % ${LONGEST_TEXT - 20})`;

/**
 * Fills an empty, migrated database with a past and a present: brands, agents who are online, and chats of two years, of which two in
 * a hundred are running or asked for. By SQL alone, without foreign key checks: about a minute for 2,000,000 messages on two cores.
 */
export async function seed(url: string, size: SeedSize): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Superuser only: triggers, and with them the checks of foreign keys, are off in this session.
    await client.query(
      `set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'`,
    );
    const indexes = await dropIndexes(client, ['chat_message', 'chat_read_marker', 'visitor', 'chat']);
    for (const statement of statements(size)) await client.query(statement);
    for (const definition of indexes) await client.query(definition);
    await client.query('drop table plan');
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

/** Removes the indexes of tables, which is quicker than to keep them up; answers the statements that make them again. */
async function dropIndexes(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string; isConstraint: boolean }>(
    `select i.indrelid::regclass::text as table, i.indexrelid::regclass::text as name,
       coalesce(pg_get_constraintdef(c.oid), pg_get_indexdef(i.indexrelid)) as definition, c.oid is not null as "isConstraint"
     from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
     where i.indrelid::regclass::text = any($1)
       and not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = i.indexrelid)`,
    [tables],
  );
  for (const { table, name, isConstraint } of rows)
    await client.query(isConstraint ? `alter table ${table} drop constraint ${name}` : `drop index ${name}`);
  return rows.map(({ table, name, definition, isConstraint }) =>
    isConstraint ? `alter table ${table} add constraint ${name} ${definition}` : definition,
  );
}

function statements({ chats, agents, messages }: SeedSize): string[] {
  const length =
    messages === 'ten'
      ? `case when n % 20 = 7 then ${LONG_MESSAGES} else 3 + n % 7 end`
      : `case when n % 200 = 7 then ${LONG_MESSAGES} else 1 end`;
  return [
    `insert into brand (id, code, name, website_url, hosts, working_hours, routing_mode, request_timeout_seconds, availability_seconds, created_at)
     select ${id("now() - interval '900 days'", "'brand' || n")}, 'B' || chr(65 + n), 'Brand ' || n, 'https://www.brand' || n || '.example',
       array['brand' || n || '.example'], '{"zone":"Etc/UTC","windows":[{"weekdays":["MON","TUE","WED","THU","FRI","SAT","SUN"],"opens":"00:00","closes":"24:00"}]}',
       'BROADCAST', 90, 30, now() - interval '900 days'
     from generate_series(0, ${BRANDS - 1}) n`,
    `insert into agent (id, email, display_name, roles, brand_ids, department_codes, max_chats, status, settings, created_at)
     select ${id("now() - interval '800 days'", "'agent' || n")}, 'agent' || n || '@parley.example', 'Agent ' || n, '{AGENT}',
       (select array_agg(b.id) from brand b where b.name in ('Brand ' || n % 10, 'Brand ' || (n + 3) % 10, 'Brand ' || (n + 6) % 10)),
       '{}', 50, 'OPEN', '{"requestSound":"RING","messageSound":"POP","volume":70,"desktopNotifications":true,"timeZone":null,"locale":"en"}',
       now() - interval '800 days'
     from generate_series(0, ${agents - 1}) n`,
    `insert into agent_session (id, agent_id, generation, device_id, user_agent, created_at, last_used_at)
     select ${id('now()', "'session' || a.email")}, a.id, 1, ${id('now()', "'device' || a.email")}, 'bench', now(), now() from agent a`,
    `insert into agent_presence (id, agent_id, chosen, announced, announced_at, last_activity_at, lease_expires_at)
     select ${id('now()', "'presence' || a.email")}, a.id, 'ONLINE', 'ONLINE', now(), now(), now() + interval '7 days' from agent a`,
    // n = 1 is the newest. One brand of ten has a fifth of the chats, and it goes down from there.
    `create unlogged table plan as
     select n, ${id('at', "'chat' || n")} as id, ${id('at', "'visitor' || n")} as visitor_id, ${id('at', "'contact' || n")} as contact_id,
       b.id as brand_id, case when n <= ${chats} * 0.001 then 'REQUESTED' when n <= ${chats} * 0.02 then 'ACTIVE' when n % 20 = 3 then 'MISSED' else 'CLOSED' end as status,
       a.id as agent_id, a.display_name as agent_name, at, length, n % 3 = 0 as is_contact
     from (select n, ${length} as length, (10 * pow((hashint8(n) & 65535) / 65536.0, 1.6))::int % 10 as brand, (hashint8(n + 7) & 65535) % ${agents / 10} as agent,
         date_trunc('milliseconds', now() - (case when n <= ${chats} * 0.02 then 600 + n * (28800 / (${chats} * 0.02)) else 36000 + n * (63072000.0 / ${chats}) end) * interval '1 second') as at
       from generate_series(1, ${chats}) n) p
     join brand b on b.name = 'Brand ' || p.brand join agent a on a.email = 'agent' || (p.agent * 10 + p.brand) || '@parley.example'
     order by n desc`,
    `insert into contact (id, brand_id, party_role, external_id, name, company, email, phone, created_at)
     select contact_id, brand_id, 'CUSTOMER', 'customer-' || n, 'Customer ' || n, case when n % 4 = 0 then 'Company ' || n % 1000 end,
       'customer' || n || '@example.org', '+1 555 ' || n, at from plan where is_contact`,
    `insert into visitor (id, brand_id, contact_id, name, company, email, user_agent, page_url, page_title, visit_started_at, visit_page_count, created_at)
     select visitor_id, brand_id, case when is_contact then contact_id end, case when is_contact or n % 3 = 1 then 'Visitor ' || n end,
       case when is_contact and n % 4 = 0 then 'Company ' || n % 1000 end, case when n % 3 = 1 then 'visitor' || n || '@example.org' when is_contact then 'customer' || n || '@example.org' end,
       'Mozilla/5.0', 'https://www.brand.example/prices', 'Prices', at, 3, at from plan`,
    `insert into chat_message (id, chat_id, sequence, author_kind, author_id, author_name, text, sent_at)
     select ${id('sent_at', "p.n || '.' || m")}, p.id, m + 2, case when m % 2 = 1 then 'VISITOR' else 'AGENT' end, case when m % 2 = 1 then p.visitor_id else p.agent_id end,
       case when m % 2 = 1 then case when p.is_contact or p.n % 3 = 1 then 'Visitor ' || p.n end else p.agent_name end,
       ${text('hashint8(p.n * 100 + m)')}, sent_at
     from plan p cross join lateral (select m, p.at + m * interval '6 seconds' as sent_at from generate_series(1, p.length) m) m`,
    `insert into chat (id, brand_id, visitor_id, status, medium, opening, routing_mode, agent_id, page_url, tags, requested_at, request_expires_at, accepted_at,
       first_response_at, closed_at, closed_because, last_message_at, last_message_text, last_message_author, last_visitor_message_at, last_agent_message_at,
       message_count, active_at, sequence)
     select id, brand_id, visitor_id, status, 'TEXT', 'WROTE_FIRST', 'BROADCAST', case when status in ('ACTIVE', 'CLOSED') then agent_id end,
       'https://www.brand.example/prices', case when status = 'CLOSED' and n % 5 = 0 then array['billing'] else '{}' end, at, at + interval '90 seconds',
       case when status in ('ACTIVE', 'CLOSED') then at + interval '5 seconds' end, case when length > 1 and status in ('ACTIVE', 'CLOSED') then at + interval '12 seconds' end,
       case when status = 'CLOSED' then at + length * interval '6 seconds' end, case when status = 'CLOSED' then 'RESOLVED' end,
       at + length * interval '6 seconds', ${text('hashint8(n * 100 + length)')}, case when length % 2 = 1 then 'VISITOR' else 'AGENT' end,
       at + (length - (length + 1) % 2) * interval '6 seconds', case when length > 1 then at + (length - length % 2) * interval '6 seconds' end,
       length, at + length * interval '6 seconds', length + 2
     from plan`,
    `insert into chat_participant (id, chat_id, agent_id, role, joined_at, left_at)
     select ${id('at', "'part' || n")}, id, agent_id, 'OWNER', at + interval '5 seconds', case when status = 'CLOSED' then at + length * interval '6 seconds' end
     from plan where status in ('ACTIVE', 'CLOSED')`,
    `insert into missed_chat (chat_id, brand_id, reason, has_contact_data, missed_at)
     select id, brand_id, 'NOBODY_ACCEPTED', is_contact, at + interval '90 seconds' from plan where status = 'MISSED'`,
    `insert into chat_read_marker (chat_id, reader_kind, reader_id, up_to_sequence, read_at)
     select id, kind, case kind when 'AGENT' then agent_id else visitor_id end, length + 2 - back, at + (length - back) * interval '6 seconds' + interval '2 seconds'
     from plan, (values ('AGENT', 0), ('VISITOR', 0)) r(kind, back) where status in ('ACTIVE', 'CLOSED')`,
    // Facts are forgotten after a while: those of what runs now are still there.
    `insert into fact (id, type, aggregate_type, aggregate_id, sequence, brand_id, actor_kind, actor_id, origin, occurred_at, payload)
     select ${id('m.sent_at', "'fact' || m.id::text")}, 'ChatMessageSent', 'Chat', m.chat_id, m.sequence, p.brand_id, m.author_kind, m.author_id::text, 'PARLEY', m.sent_at,
       jsonb_build_object('messageId', m.id, 'authorKind', m.author_kind, 'authorId', m.author_id, 'authorName', m.author_name, 'text', m.text, 'isPrivate', false, 'sentAt', m.sent_at)
     from plan p join chat_message m on m.chat_id = p.id where p.status in ('REQUESTED', 'ACTIVE')`,
  ];
}
