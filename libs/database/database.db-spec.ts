import { Migration } from '@mikro-orm/migrations';
import { InvalidInput } from '@libs/domain';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { foundationTables, until, withConnection } from '@test/support/foundation.js';
import type { Template } from '@test/support/template.js';
import { Database } from './database.js';
import { decodeKey, encodeKey } from './keyset.js';
import { migrateDatabase } from './migrate-database.js';

const bare: Template = { name: 'bare', migrate: () => Promise.resolve() };

class Shelf extends Migration {
  override up(): void {
    this.addSql('create table shelf (id int primary key)');
    this.addSql('select pg_sleep(0.05)');
    this.addSql('insert into shelf values (1)');
  }
}
class Broken extends Migration {
  override up(): void {
    this.addSql('create table half (id int)');
    this.addSql('insert into no_such_table values (1)');
  }
}
const shelf = { name: '0001-shelf', class: Shelf };

describe('migrating', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase(bare);
  });
  afterEach(() => database.drop());

  const rowsOf = (query: string) =>
    withConnection(database.url, async (client) => (await client.query<Record<string, unknown>>(query)).rows);

  it('does each step once, also when it is asked for twice', async () => {
    expect(await migrateDatabase(database.url, [shelf])).toEqual(['0001-shelf']);
    expect(await migrateDatabase(database.url, [shelf])).toEqual([]);
    expect(await rowsOf('select id from shelf')).toEqual([{ id: 1 }]);
  });

  it('does each step once when three processes start at the same time', async () => {
    const done = await Promise.all([1, 2, 3].map(() => migrateDatabase(database.url, [shelf])));
    expect(done.flat()).toEqual(['0001-shelf']);
    expect(await rowsOf('select id from shelf')).toEqual([{ id: 1 }]);
    expect(await rowsOf('select count(*)::int from graphile_worker.jobs')).toEqual([{ count: 0 }]);
  });

  it('undoes all steps when one fails, and the next start tries again', async () => {
    const steps = [shelf, { name: '0002-broken', class: Broken }];
    await expect(migrateDatabase(database.url, steps)).rejects.toThrow('no_such_table');
    expect(await rowsOf("select to_regclass('shelf') as shelf, to_regclass('half') as half")).toEqual([
      { shelf: null, half: null },
    ]);
    expect(await migrateDatabase(database.url, [shelf])).toEqual(['0001-shelf']);
  });
});

describe('the pool', () => {
  let test: TestDatabase;
  let database: Database;
  const broken: string[] = [];
  beforeAll(async () => {
    test = await createTestDatabase(foundationTables);
    const onError = (error: Error) => void broken.push(error.message);
    database = new Database(test.url, { poolSize: 4, statementTimeoutMs: 300, onError });
  });
  afterAll(async () => {
    await database.close();
    await test.drop();
  });

  it('answers with rows, with the first row, or with nothing', async () => {
    expect(await database.rows('select $1::int as n union select 2 order by n', [1])).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await database.row('select 3 as n')).toEqual({ n: 3 });
    expect(await database.row('select 3 as n where false')).toBeUndefined();
  });

  it('survives the loss of all its connections, idle or at work', async () => {
    const working = database.rows('select pg_sleep(5)').catch((error: unknown) => error);
    await Promise.all([1, 2].map(() => database.rows('select 1')));
    await withConnection(test.url, (client) =>
      client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      ),
    );
    expect(await working).toMatchObject({ code: '57P01' });
    // An idle connection learns of its end when the network tells; until then a statement may still meet it.
    await until(() => database.pool.idleCount === 0);
    expect(await Promise.all([1, 2, 3, 4, 5, 6].map((n) => database.row('select $1::int as n', [n])))).toHaveLength(6);
    expect(broken.length).toBeGreaterThan(0);
  });

  it('gives up on a statement that takes too long', async () => {
    await expect(database.rows('select pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
  });

  it('accepts every text that a cursor lets through', async () => {
    for (const text of ['\u{1f600} \\ \' " ; --', '\u0001', 'x'.repeat(300), '\ud800']) {
      const [key] = decodeKey(encodeKey(text), ['text']) ?? [];
      expect(await database.row('select $1::text as text', [key])).toEqual({ text: text.toWellFormed() });
    }
  });

  it.each([
    ['2026-01-01T00:00:00Z', true],
    ['2026-01-01T23:59:59.999999Z', true],
    ['9999-12-31T23:59:59.999Z', true],
    ['2026', false],
    ['1', false],
    ['Jan 1', false],
    ['2026-02-30T00:00:00Z', false],
    ['2026-01-01T24:00:00Z', false],
    ['0000-01-01T00:00:00Z', false],
    ['+275760-09-13T00:00:00.000Z', false],
    ['-271821-04-20T00:00:00.000Z', false],
    ['infinity', false],
  ])('is asked for the time %s of a cursor: %s', async (time, isLetThrough) => {
    const cursor = encodeKey(time);
    if (!isLetThrough) return expect(() => decodeKey(cursor, ['time'])).toThrow(InvalidInput);
    const [key] = decodeKey(cursor, ['time']) ?? [];
    expect(await database.row('select $1::timestamptz is not null as ok', [key])).toEqual({ ok: true });
  });
});
