import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';

const empty = { name: 'nothing', migrate: () => Promise.resolve() };

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(empty);
});
afterAll(() => database.drop());

/** Runs a command line of ours as a process of its own. */
async function cli(args: readonly string[], env: Record<string, string> = { DATABASE_URL: database.url }) {
  const child = spawn(process.execPath, ['--import', './scripts/typescript-loader.mjs', 'apps/cli/main.ts', ...args], {
    env,
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

async function query<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}

describe('the command line', () => {
  it('brings an empty database up to date, once', async () => {
    const first = await cli(['migrate']);
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('0001-foundation') });
    expect(await cli(['migrate'])).toEqual({ code: 0, output: 'The database is up to date.\n' });
  });

  it('makes the first administrator, whose password it tells once', async () => {
    const { code, output } = await cli(['add-admin', '--email', 'Ada@Example.org', '--name', 'Ada']);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/with the password \S{20}/) });
    const [agent] = await query<{ roles: string[]; password_hash: string }>('select roles, password_hash from agent');
    expect(agent?.roles).toEqual(['ADMIN']);
    expect(agent?.password_hash).toMatch(/^\$argon2id\$/);
    const again = await cli(['add-admin', '--email', 'ada@example.org', '--name', 'Ada']);
    expect(again.code).toBe(1);
    expect(again.output).not.toContain('    at ');
  });

  it('lists what a handler could not process, and gives it back', async () => {
    const factId = randomUUID();
    await query(
      `with f as (insert into fact (id, type, aggregate_type, aggregate_id, sequence, actor_kind, actor_id, origin, occurred_at, payload)
         values ($1, 'BrandAdded', 'Brand', $1, 1, 'SYSTEM', 'test', 'PARLEY', now(), '{}') returning id)
       insert into delivery (handler, aggregate_id, sequence, fact_id, attempts, last_error, parked_at)
       select 'give-brand-to-admins-when-brand-added', id, 1, id, 10, 'out of luck', now() from f`,
      [factId],
    );
    expect((await cli(['parked'])).output).toContain('out of luck');
    expect(await cli(['replay'])).toMatchObject({ code: 0, output: expect.stringContaining('Jobs queued: 1.') });
    expect(await query('select attempts, parked_at from delivery where fact_id = $1', [factId])).toEqual([
      { attempts: 0, parked_at: null },
    ]);
    expect((await cli(['replay', '--handler', 'no-such-handler'])).output).toContain(
      'give-brand-to-admins-when-brand-added',
    );
  });

  it('reports all bad settings at once, without the value of a secret, and a likely misspelling', async () => {
    const { code, output } = await cli(['parked'], {
      DATABASE_URL: 'mysql://user:canary-password@host/db',
      PARLEY_WORKER_CONCURRENCY: '0',
      PARLEY_LOG_LEVEL: 'loud',
    });
    expect(code).toBe(1);
    for (const name of ['DATABASE_URL', 'PARLEY_WORKER_CONCURRENCY', 'PARLEY_LOG_LEVEL'])
      expect(output).toContain(name);
    expect(output).not.toContain('canary-password');
    const misspelt = await cli(['parked'], { DATABASE_URL: database.url, PARLEY_WORKER_CONCURENCY: '3' });
    expect(misspelt.output).toContain('PARLEY_WORKER_CONCURENCY');
  });

  it('explains every setting, and itself', async () => {
    const { output } = await cli(['settings'], {});
    expect(output).toContain('PARLEY_PRESENCE_LEASE_SECONDS');
    expect(output).toMatch(/integer from 10 to 3600; default: 60/);
    expect(await cli([])).toMatchObject({ code: 0, output: expect.stringContaining('replay') });
    expect((await cli(['no-such-command'])).code).toBe(1);
    const wrong = await cli(['parked', '--no-such-option']);
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('Usage: npm run cli') });
    expect(wrong.output).not.toContain('    at ');
  });
});
