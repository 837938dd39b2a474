import pg from 'pg';
import { addressOf, startTcpProxy, type TcpProxy, through } from '@test/harness/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { until } from '@test/support/foundation.js';

let database: TestDatabase;
let proxy: TcpProxy;
let client: pg.Client;
let broken: Error | undefined;

beforeEach(async () => {
  database = await createTestDatabase({ name: 'nothing', migrate: () => Promise.resolve() });
  proxy = await startTcpProxy(addressOf(database.url));
  client = new pg.Client({ connectionString: through(proxy, database.url) });
  broken = undefined;
  client.on('error', (error) => (broken = error));
  await client.connect();
});
afterEach(async () => {
  await proxy.close();
  await client.end().catch(() => undefined);
  await database.drop();
});

describe('the proxy of the harnesses', () => {
  it('forwards much in both directions, and the end as well', async () => {
    const text = 'x'.repeat(3_000_000);
    expect((await client.query<{ n: number }>('select length($1) as n', [text])).rows).toEqual([{ n: text.length }]);
    expect((await client.query<{ t: string }>('select $1::text as t', [text])).rows[0]?.t).toHaveLength(text.length);
    await client.end();
    await until(() => proxy.connections.size === 0);
  });

  it('swallows the answer to what a rule chooses, after the server has done it', async () => {
    await client.query('create table done (n int)');
    proxy.rule = (connection, said) => {
      if (said.includes('insert into done')) connection.swallowNextAnswerAndCut();
    };
    await client.query('select 1');
    await expect(client.query('insert into done values (1)')).rejects.toThrow();
    expect(broken).toBeDefined();
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    expect((await other.query('select n from done')).rows).toEqual([{ n: 1 }]);
    await other.end();
  });

  it('loses nothing in a black hole that heals, and holds up what it shall', async () => {
    const [connection] = [...proxy.connections];
    proxy.rule = (one, said) => {
      if (said.includes('silence')) one.blackHole();
    };
    let answered = false;
    const query = client.query<{ s: string }>(`select 'silence' as s`).finally(() => (answered = true));
    const other = new pg.Client({ connectionString: through(proxy, database.url) });
    await other.connect();
    await other.query('select pg_sleep(0.1)');
    await other.end();
    expect(answered).toBe(false);
    connection?.heal();
    expect((await query).rows).toEqual([{ s: 'silence' }]);

    proxy.rule = undefined;
    connection?.delay(60);
    const before = performance.now();
    await client.query('select 1');
    expect(performance.now() - before).toBeGreaterThan(110);
  });
});
