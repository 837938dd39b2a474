import pg from 'pg';
import { migrations } from '@src/migrations';
import { createTestDatabase } from './database.js';
import type { Template } from './template.js';

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(query)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  let times = 0;
  const oneTable: Template = {
    name: 'one_table',
    migrate: (url) => {
      times++;
      return ask(url, 'CREATE TABLE thing (id int)');
    },
  };

  it('is a migrated one of its own, also when several are made at the same time', async () => {
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => createTestDatabase(oneTable)));
    await ask(one.url, 'INSERT INTO thing VALUES (1)');
    expect(await ask(two.url, 'SELECT id FROM thing')).toEqual([]);
    expect(times).toBe(1);
    expect(new Set([one.url, two.url, three.url]).size).toBe(3);
    await Promise.all([one.drop(), two.drop(), three.drop()]);
    await expect(ask(one.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('has all our tables when nothing else is said', async () => {
    const database = await createTestDatabase();
    const [{ steps }] = (await ask(database.url, 'SELECT count(*)::int AS steps FROM schema_migration')) as [
      { steps: number },
    ];
    expect(steps).toBe(migrations.length);
    await database.drop();
  });

  it('is not made from a template that failed half-way', async () => {
    const broken: Template = {
      name: 'broken_once',
      migrate: async (url) => {
        await ask(url, 'CREATE TABLE half (id int)');
        throw new Error('no further');
      },
    };
    await expect(createTestDatabase(broken)).rejects.toThrow('no further');
    const mended = await createTestDatabase({ ...broken, migrate: oneTable.migrate });
    await expect(ask(mended.url, 'SELECT 1 FROM half')).rejects.toMatchObject({ code: '42P01' });
    await mended.drop();
  });
});
