import pg from 'pg';
import { readSettings } from '@libs/config';
import { databaseSettings } from '@libs/database';
import { migrations } from '@src/migrations';
import { settings } from './composition.js';

/**
 * Looks whether the database at DATABASE_URL has the tables that this version needs; newer ones do no harm.
 * @throws Error that names the command to run when it has not
 */
export async function requireMigrated(): Promise<void> {
  const { url } = readSettings(settings).of(databaseSettings);
  if (!url) throw new Error('DATABASE_URL is not set: start through `npm start`, or name a PostgreSQL.');
  const client = new pg.Client({
    connectionString: url,
    application_name: 'parley-start',
    connectionTimeoutMillis: 5_000,
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('schema_migration') is not null as there`,
    );
    const done = rows[0]?.there ? (await client.query<{ name: string }>('select name from schema_migration')).rows : [];
    const missing = migrations.filter(({ name }) => !done.some((step) => step.name === name));
    if (missing.length > 0)
      throw new Error(
        `The database lacks ${missing.map(({ name }) => name).join(', ')}. Bring it up to date first: npm run cli -- migrate`,
      );
  } finally {
    await client.end();
  }
}
