/** Jest, once per run and only when a test that needs it is chosen: the PostgreSQL server of all test databases. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../scripts/typescript-loader.mjs';

export default async function setUp() {
  process.env.TEST_RUN = randomBytes(4).toString('hex');
  const outside = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL_TEST;
  if (outside) {
    process.env.TEST_DATABASE_URL = outside;
    return;
  }
  const { startEmbeddedPostgres } = await import('../../libs/embedded-postgres/index.ts');
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'));
  try {
    const log = (line) => process.stderr.write(`${line}\n`);
    const server = await startEmbeddedPostgres({ dataDir, log, durable: false });
    process.env.TEST_DATABASE_URL = server.url('postgres');
    globalThis.testServer = { server, dataDir };
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}
