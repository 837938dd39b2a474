import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery, type Transaction } from 'kysely';

/** Runs hand-written SQL with `$1` placeholders, on a pooled connection or inside a running transaction. */
export interface Sql {
  /** Rows of one statement. */
  rows<T>(text: string, values?: readonly unknown[]): Promise<T[]>;
  /** The first row of one statement, or undefined when there is none. */
  row<T>(text: string, values?: readonly unknown[]): Promise<T | undefined>;
}

/** Hand-written SQL inside the transaction that `em` is in. @throws Error outside a transaction */
export function sqlOf(em: EntityManager): Sql {
  const transaction = em.getTransactionContext<Transaction<unknown>>();
  if (!transaction) throw new Error('sqlOf() needs an entity manager that is in a transaction.');
  const rows = async <T>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    (await transaction.executeQuery<T>(CompiledQuery.raw(text, [...values]))).rows;
  return { rows, row: async <T>(text: string, values?: readonly unknown[]) => (await rows<T>(text, values))[0] };
}
