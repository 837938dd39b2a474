/** Jest, once at the end of a run: removes what global-setup.mjs and the tests have made. */
import { rmSync } from 'node:fs';
import pg from 'pg';

export default async function tearDown() {
  const own = globalThis.testServer;
  if (!own) return dropDatabasesOfThisRun();
  await own.server.stop();
  rmSync(own.server.home, { recursive: true, force: true });
  rmSync(own.dataDir, { recursive: true, force: true });
}

async function dropDatabasesOfThisRun() {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      `test_${String(process.env.TEST_RUN)}_`,
    ]);
    for (const { datname } of rows) {
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(datname)} WITH (FORCE)`);
    }
  } finally {
    await client.end();
  }
}
