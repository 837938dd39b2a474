import { migrateDatabase, type MigrationEntry } from '@libs/database';
import { Foundation } from './0001-foundation.js';
import { Brands } from './0002-brands.js';
import { Identity } from './0003-identity.js';
import { Chat } from './0004-chat.js';
import { RequestCounts } from './0005-request-counts.js';
import { QueueJobs } from './0006-queue-jobs.js';

/** The tables' history, oldest first. A step that has landed never changes. */
export const migrations: readonly MigrationEntry[] = [
  { name: '0001-foundation', class: Foundation },
  { name: '0002-brands', class: Brands },
  { name: '0003-identity', class: Identity },
  { name: '0004-chat', class: Chat },
  { name: '0005-request-counts', class: RequestCounts },
  { name: '0006-queue-jobs', class: QueueJobs },
];

/** Brings the database at `url` to the newest shape. Returns the names of the steps that ran. */
export function migrate(url: string): Promise<string[]> {
  return migrateDatabase(url, migrations);
}
