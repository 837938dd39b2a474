import { Migration } from '@mikro-orm/migrations';

/** The organisation's websites. */
export class Brands extends Migration {
  override up(): void {
    this.addSql(`
      create table brand (
        id uuid primary key,
        code text not null unique check (code ~ '^[A-Z][A-Z0-9]{1,9}$'),
        name text not null,
        website_url text not null,
        hosts text[] not null,
        channels jsonb not null default '[]',
        working_hours jsonb not null,
        routing_mode text not null check (routing_mode in ('BROADCAST', 'ASSIGNED')),
        request_timeout_seconds int not null check (request_timeout_seconds between 10 and 3600),
        availability_seconds int not null check (availability_seconds between 5 and 600),
        sequence int not null default 0,
        created_at timestamptz not null
      )`);
  }
}
