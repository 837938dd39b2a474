import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ourTables, type Template } from './template.js';

/** A database that belongs to one test file. */
export interface TestDatabase {
  url: string;
  /** Removes it; connections that are still open are cut. */
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 5_170_001;

/**
 * A fresh, migrated database on the server that the jest run has started (or on TEST_DATABASE_URL), cloned from a template
 * in well under a second. The first caller of a run makes the template; callers in other workers wait for it.
 * Call it in `beforeAll` and `drop()` in `afterAll`; only test files of the projects db, e2e and contract have a server.
 */
export async function createTestDatabase(template: Template = ourTables): Promise<TestDatabase> {
  const { TEST_DATABASE_URL: server, TEST_RUN: run } = process.env;
  if (!server || !run) throw new Error('No test database server: name the file *.db-spec.ts, or put it into test/e2e.');
  const name = `test_${run}_${randomUUID().slice(0, 8)}`;
  const source = `test_${run}_${template.name}`;
  await withClient(server, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]); // given back with the connection
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [source]);
    if (rowCount === 0) await makeTemplate(client, server, source, template.migrate);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`);
  });
  return {
    url: urlOf(server, name),
    drop: () => withClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** Under another name until it is complete: a template that failed half-way must not be found. */
async function makeTemplate(
  client: pg.Client,
  server: string,
  name: string,
  migrate: Template['migrate'],
): Promise<void> {
  const draft = `${name}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft} TEMPLATE template0 ENCODING 'UTF8'`);
  await migrate(urlOf(server, draft));
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'test-databases' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
