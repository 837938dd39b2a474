import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';

const empty = { name: 'nothing', migrate: () => Promise.resolve() };

let database: TestDatabase;
afterEach(() => database.drop());

/** Starts a process of ours that will not come up. */
async function start(program: string, env: Record<string, string>) {
  const file = `apps/${program}/main.ts`;
  const child = spawn(process.execPath, ['--import', './scripts/typescript-loader.mjs', file], {
    env: { PARLEY_LOG_LEVEL: 'fatal', PARLEY_PORT: '0', DATABASE_URL: database.url, ...env },
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

describe('a process that cannot start says why, without a stack, and ends with code 1:', () => {
  it.each(['api', 'worker'])('%s on a database without our tables', async (program) => {
    database = await createTestDatabase(empty);
    const { code, output } = await start(program, {});
    expect(output).toMatch(/^The database lacks 0001-foundation, .*npm run cli -- migrate\n$/);
    expect(code).toBe(1);
  });

  it.each(['api', 'worker'])('%s without a PostgreSQL', async (program) => {
    database = await createTestDatabase(empty);
    const { code, output } = await start(program, { DATABASE_URL: 'postgres://a:canary@localhost:1/none' });
    expect(output).toMatch(/^PostgreSQL cannot be used: .*ECONNREFUSED.*DATABASE_URL.*\n$/);
    expect(output).not.toContain('canary');
    expect(code).toBe(1);
  });

  it.each(['api', 'all-in-one'])('%s on a port that is in use', async (program) => {
    database = await createTestDatabase();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await start(program, { PARLEY_PORT: String(port) });
    other.close();
    expect(output).toContain(`127.0.0.1:${port}`);
    expect(output).toMatch(/^Another program listens on that port already .*PARLEY_PORT.*\n$/);
    expect(code).toBe(1);
  });
});
