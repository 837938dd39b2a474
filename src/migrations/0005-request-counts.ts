import { Migration } from '@mikro-orm/migrations';

/** Counts of requests that the processes share. */
export class RequestCounts extends Migration {
  override up(): void {
    // The shape that rate-limiter-flexible expects. Unlogged: counts of some seconds are worth no write-ahead log, and none after a crash.
    this.addSql(`
      create unlogged table request_count (
        key varchar(255) primary key,
        points int not null default 0,
        expire bigint
      )`);
    this.addSql('create index request_count_expire on request_count (expire)');
  }
}
