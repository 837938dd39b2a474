import type { Sql } from '@libs/database';

/** Whether somebody of staff wrote to the visitor after the promise `p` (a row of `chat_promise`) and not after its time. */
export const ANSWERED_IN_TIME = `exists (select from chat_message m where m.chat_id = p.chat_id and m.author_kind = 'AGENT'
  and not m.is_private and m.sent_at > p.made_at and m.sent_at <= p.due_at)`;

/** What came of a promise that ends now: KEPT when it was answered in time, whenever that is looked at, else what the caller says. */
export async function promiseOutcome<T extends string>(sql: Sql, promiseId: string, otherwise: T): Promise<'KEPT' | T> {
  const row = await sql.row<{ kept: boolean }>(
    `select ${ANSWERED_IN_TIME} as kept from chat_promise p where p.id = $1`,
    [promiseId],
  );
  return row?.kept ? 'KEPT' : otherwise;
}
