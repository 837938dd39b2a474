import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql } from '@libs/database';
import type { PendingFact } from '@libs/domain';

/** What the work of one transaction gets. */
export interface Transaction {
  /** Entities, loaded and saved in this transaction. */
  readonly em: EntityManager;
  /** Hand-written SQL in this transaction. */
  readonly sql: Sql;
  /** The time of the transaction: one instant for all it does. */
  readonly now: Date;
  /** Stores a fact that no loaded aggregate recorded. */
  record(fact: PendingFact): void;
}
