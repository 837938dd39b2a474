import { Migration } from '@mikro-orm/migrations';

/** People outside as far as chat knows them, their visits, live chats, agents' presence and shifts. */
export class Chat extends Migration {
  override up(): void {
    this.addSql(`
      create table contact (
        id uuid primary key,
        brand_id uuid not null references brand (id),
        party_role text not null check (party_role in ('CUSTOMER', 'WRITER')),
        external_id text,
        name text,
        company text,
        email text,
        phone text,
        created_at timestamptz not null,
        unique (brand_id, party_role, external_id)
      )`);
    this.addSql(`
      create table visitor (
        id uuid primary key,
        brand_id uuid not null references brand (id),
        contact_id uuid unique references contact (id),
        name text,
        company text,
        email text,
        phone text,
        user_agent text,
        page_url text,
        page_title text,
        page_since timestamptz,
        visit_started_at timestamptz,
        visit_page_count int not null default 0,
        seen_until timestamptz,
        sequence int not null default 0,
        created_at timestamptz not null
      )`);
    this.addSql(
      'create index visitor_on_site on visitor (brand_id, visit_started_at desc, id desc) where seen_until is not null',
    );
    // The shape that rate-limiter-flexible expects; its times are milliseconds since 1970.
    this.addSql(`
      create table visitor_attempt (
        key varchar(255) primary key,
        points int not null default 0,
        expire bigint
      )`);
    this.addSql('create index visitor_attempt_expire on visitor_attempt (expire)');
    this.addSql(`
      create table page_view (
        id uuid primary key,
        visitor_id uuid not null references visitor (id),
        url text not null,
        title text,
        viewed_at timestamptz not null
      )`);
    this.addSql('create index page_view_visitor on page_view (visitor_id, viewed_at desc, id desc)');
    this.addSql(`
      create table greeting_trigger (
        id uuid primary key,
        brand_id uuid not null references brand (id),
        name text not null,
        text text not null,
        url_contains text,
        after_seconds int not null check (after_seconds between 0 and 3600),
        once_per_visit boolean not null,
        is_enabled boolean not null,
        created_at timestamptz not null
      )`);
    this.addSql('create index greeting_trigger_brand on greeting_trigger (brand_id, name, id)');
    this.addSql(`
      create table greeting (
        id uuid primary key,
        visitor_id uuid not null references visitor (id),
        trigger_id uuid not null,
        text text not null,
        page_url text not null,
        visit_started_at timestamptz not null,
        occasion timestamptz not null,
        sent_at timestamptz not null
      )`);
    // The occasion is the visit, or the opening of the page: a trigger greets once on each.
    this.addSql('create unique index greeting_once on greeting (visitor_id, trigger_id, occasion)');
    this.addSql('create index greeting_visitor on greeting (visitor_id, sent_at desc, id desc)');
    this.addSql(`
      create table chat (
        id uuid primary key,
        brand_id uuid not null references brand (id),
        visitor_id uuid not null references visitor (id),
        status text not null check (status in ('REQUESTED', 'ACTIVE', 'CLOSED', 'MISSED')),
        medium text not null check (medium in ('TEXT', 'VOICE')),
        opening text not null check (opening in ('GREETED', 'WROTE_FIRST')),
        routing_mode text not null,
        agent_id uuid,
        offered_to uuid[] not null default '{}',
        page_url text,
        tags text[] not null default '{}',
        requested_at timestamptz not null,
        request_expires_at timestamptz not null,
        accepted_at timestamptz,
        first_response_at timestamptz,
        closed_at timestamptz,
        closed_because text,
        last_message_at timestamptz,
        last_message_text text,
        last_message_author text,
        last_visitor_message_at timestamptz,
        last_agent_message_at timestamptz,
        message_count int not null default 0,
        active_at timestamptz not null,
        sequence int not null default 0
      )`);
    this.addSql('create index chat_inbox on chat (brand_id, status, active_at desc, id desc)');
    this.addSql('create index chat_agent on chat (agent_id, status, active_at desc, id desc)');
    this.addSql('create index chat_visitor on chat (visitor_id, active_at desc, id desc)');
    this.addSql('create index chat_history on chat (active_at desc, id desc)');
    this.addSql('create index chat_requested_at on chat (brand_id, requested_at)');
    this.addSql(`create index chat_tag on chat using gin (tags) where tags <> '{}'`);
    this.addSql(
      `create unique index chat_one_open_per_visitor on chat (visitor_id) where status in ('REQUESTED', 'ACTIVE')`,
    );
    this.addSql(`
      create table chat_participant (
        id uuid primary key,
        chat_id uuid not null references chat (id),
        agent_id uuid not null,
        role text not null check (role in ('OWNER', 'CONSULTANT')),
        joined_at timestamptz not null,
        left_at timestamptz,
        left_because text
      )`);
    this.addSql('create index chat_participant_chat on chat_participant (chat_id, joined_at)');
    this.addSql(
      'create unique index chat_participant_once on chat_participant (chat_id, agent_id) where left_at is null',
    );
    this.addSql('create index chat_participant_agent on chat_participant (agent_id) where left_at is null');
    this.addSql(`create index chat_participant_owner on chat_participant (agent_id, chat_id) where role = 'OWNER'`);
    this.addSql(`
      create table chat_message (
        id uuid primary key,
        chat_id uuid not null references chat (id),
        sequence int not null,
        author_kind text not null check (author_kind in ('VISITOR', 'AGENT', 'GREETING', 'SYSTEM')),
        author_id uuid,
        author_name text,
        text text not null,
        is_private boolean not null default false,
        sent_at timestamptz not null,
        unique (chat_id, sequence)
      )`);
    this.addSql(`
      create table chat_read_marker (
        chat_id uuid not null references chat (id),
        reader_kind text not null check (reader_kind in ('VISITOR', 'AGENT')),
        reader_id uuid not null,
        up_to_sequence int not null,
        read_at timestamptz not null,
        primary key (chat_id, reader_kind, reader_id, up_to_sequence)
      )`);
    this.addSql(`
      create table chat_promise (
        id uuid primary key,
        chat_id uuid not null references chat (id),
        agent_id uuid not null,
        made_at timestamptz not null,
        due_at timestamptz not null,
        settled text check (settled in ('KEPT', 'BROKEN', 'DROPPED'))
      )`);
    this.addSql('create index chat_promise_chat on chat_promise (chat_id, made_at desc)');
    this.addSql(`
      create table routing_decision (
        id uuid primary key,
        chat_id uuid not null references chat (id),
        brand_id uuid not null,
        decided_at timestamptz not null,
        mode text not null,
        rule text not null,
        candidates jsonb not null,
        excluded jsonb not null,
        offered_to uuid[] not null,
        assigned_to uuid
      )`);
    this.addSql('create index routing_decision_chat on routing_decision (chat_id, decided_at)');
    this.addSql(
      'create index routing_decision_assigned on routing_decision (assigned_to, decided_at) where assigned_to is not null',
    );
    this.addSql(`
      create table missed_chat (
        chat_id uuid primary key references chat (id),
        brand_id uuid not null references brand (id),
        reason text not null check (reason in ('NOBODY_ACCEPTED', 'VISITOR_LEFT', 'NOBODY_ONLINE')),
        has_contact_data boolean not null,
        missed_at timestamptz not null
      )`);
    this.addSql('create index missed_chat_time on missed_chat (brand_id, missed_at desc, chat_id desc)');
    this.addSql(`
      create table agent_presence (
        id uuid primary key,
        agent_id uuid not null unique,
        chosen text not null check (chosen in ('ONLINE', 'AWAY', 'INVISIBLE', 'OFFLINE')),
        announced text not null check (announced in ('ONLINE', 'AWAY', 'INVISIBLE', 'OFFLINE')),
        announced_at timestamptz not null,
        last_activity_at timestamptz not null,
        lease_expires_at timestamptz,
        sequence int not null default 0
      )`);
    this.addSql(`
      create table shift (
        id uuid primary key,
        agent_id uuid not null,
        brand_id uuid not null references brand (id),
        starts_at timestamptz not null,
        ends_at timestamptz not null check (ends_at > starts_at)
      )`);
    this.addSql('create index shift_time on shift (brand_id, starts_at, id)');
    this.addSql('create index shift_agent on shift (agent_id, starts_at)');
    this.addSql(`
      create table roster_alert (
        id uuid primary key,
        agent_id uuid not null,
        brand_id uuid not null references brand (id),
        kind text not null check (kind in ('ABSENT', 'AWAY', 'INVISIBLE', 'WORKING_OFF_SHIFT')),
        since timestamptz not null,
        raised_at timestamptz not null,
        settled_at timestamptz,
        sequence int not null default 0
      )`);
    this.addSql('create unique index roster_alert_open on roster_alert (brand_id, agent_id) where settled_at is null');
    this.addSql('create index roster_alert_agent on roster_alert (agent_id) where settled_at is null');
  }
}
