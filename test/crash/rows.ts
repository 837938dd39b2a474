import pg from 'pg';

/** Runs SQL on the database under test: what happened there, as only the database can tell. */
export type Rows = <T extends object = Record<string, unknown>>(
  sql: string,
  values?: readonly unknown[],
) => Promise<T[]>;

/** Gives `work` a connection past the server. */
export async function withRows<T>(url: string, work: (rows: Rows) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'crash-test' });
  await client.connect();
  try {
    return await work(
      async <R extends object>(sql: string, values: readonly unknown[] = []) =>
        (await client.query<R>(sql, [...values])).rows,
    );
  } finally {
    await client.end();
  }
}
