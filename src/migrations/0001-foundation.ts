import { Migration } from '@mikro-orm/migrations';

/** Facts and their deliveries, timers, client keys: what every module stands on. */
export class Foundation extends Migration {
  override up(): void {
    this.addSql(`
      create table fact (
        position bigint generated always as identity primary key,
        xid xid8 not null default pg_current_xact_id(),
        id uuid not null unique,
        type text not null,
        aggregate_type text not null,
        aggregate_id uuid not null,
        sequence int not null check (sequence > 0),
        brand_id uuid,
        actor_kind text not null,
        actor_id text not null,
        origin text not null,
        request_id text,
        occurred_at timestamptz not null,
        payload jsonb not null,
        unique (aggregate_id, sequence)
      )`);
    this.addSql('create index fact_feed on fact (xid, position)');
    this.addSql('create index fact_time on fact (occurred_at)');
    this.addSql(`
      create table fact_horizon (
        single boolean primary key default true check (single),
        xid xid8 not null
      )`);
    this.addSql(`
      create table delivery (
        handler text not null,
        aggregate_id uuid not null,
        sequence int not null,
        fact_id uuid not null references fact (id),
        attempts int not null default 0,
        last_error text,
        parked_at timestamptz,
        primary key (handler, aggregate_id, sequence)
      )`);
    this.addSql('create index delivery_fact on delivery (fact_id)');
    this.addSql('create index delivery_parked on delivery (parked_at, fact_id) where parked_at is not null');
    this.addSql(`
      create table installation (
        step text primary key,
        done_at timestamptz not null default now()
      )`);
    this.addSql(`
      create table worker_process (
        worker_id text primary key,
        process_id uuid not null,
        missing_since timestamptz
      )`);
    this.addSql(`
      create table timer (
        key text primary key,
        task text not null,
        subject_id text not null,
        due_at timestamptz not null
      )`);
    this.addSql('create index timer_due on timer (due_at, key)');
    this.addSql(`
      create table client_key (
        actor text not null,
        key text not null,
        command text not null,
        input_hash bytea not null,
        answer jsonb,
        refusal jsonb,
        created_at timestamptz not null default now(),
        primary key (actor, key)
      )`);
    this.addSql('create index client_key_age on client_key (created_at)');
  }
}
