import { Migration } from '@mikro-orm/migrations';

/** Who may sign in, and with what. */
export class Identity extends Migration {
  override up(): void {
    this.addSql(`
      create table agent (
        id uuid primary key,
        email text not null unique,
        display_name text not null,
        password_hash text,
        roles text[] not null,
        brand_ids uuid[] not null,
        department_codes text[] not null,
        max_chats int not null check (max_chats between 0 and 50),
        status text not null check (status in ('OPEN', 'CLOSED')),
        settings jsonb not null,
        invitation int not null default 0,
        invited_at timestamptz,
        oidc_issuer text,
        oidc_subject text,
        sequence int not null default 0,
        created_at timestamptz not null,
        unique (oidc_issuer, oidc_subject)
      )`);
    this.addSql('create index agent_by_name on agent (display_name, id)');
    this.addSql('create index agent_brands on agent using gin (brand_ids)');
    this.addSql(`
      create table agent_session (
        id uuid primary key,
        agent_id uuid not null references agent (id),
        generation int not null check (generation > 0),
        device_id text not null,
        user_agent text,
        created_at timestamptz not null,
        last_used_at timestamptz not null,
        ended_at timestamptz,
        cause text,
        sequence int not null default 0,
        check ((ended_at is null) = (cause is null))
      )`);
    this.addSql('create index agent_session_open on agent_session (agent_id, id) where ended_at is null');
    this.addSql('create index agent_session_age on agent_session (last_used_at)');
    this.addSql(`
      create table service_token (
        id uuid primary key,
        name text not null,
        secret_hash bytea not null,
        brand_ids uuid[] not null,
        created_by uuid not null references agent (id),
        created_at timestamptz not null,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz,
        sequence int not null default 0
      )`);
    this.addSql(`
      create table brand_key (
        id uuid primary key,
        brand_id uuid not null,
        algorithm text not null check (algorithm in ('HS256', 'ES256', 'RS256')),
        secret text,
        public_key jsonb,
        created_by uuid not null references agent (id),
        created_at timestamptz not null,
        revoked_at timestamptz,
        sequence int not null default 0,
        check ((algorithm = 'HS256') = (secret is not null) and (secret is null) = (public_key is not null))
      )`);
    this.addSql('create index brand_key_brand on brand_key (brand_id, id)');
    this.addSql(`
      create table installation_secret (
        name text primary key,
        secret text not null,
        created_at timestamptz not null default now()
      )`);
    // The shape that rate-limiter-flexible expects; its times are milliseconds since 1970.
    this.addSql(`
      create table log_in_attempt (
        key varchar(255) primary key,
        points int not null default 0,
        expire bigint
      )`);
    this.addSql('create index log_in_attempt_expire on log_in_attempt (expire)');
    this.addSql(`
      create table oidc_log_in (
        id_hash bytea primary key,
        state jsonb not null,
        expires_at timestamptz not null
      )`);
    this.addSql(`
      create table log_in_code (
        code_hash bytea primary key,
        agent_id uuid not null references agent (id),
        expires_at timestamptz not null
      )`);
  }
}
