import { addressOf, type ProxiedConnection, startTcpProxy, type TcpProxy, through } from '@test/harness/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { foundationTables, type RunningFoundation, startFoundation, until } from '@test/support/foundation.js';

let database: TestDatabase;
let proxy: TcpProxy;
let running: RunningFoundation;

beforeEach(async () => {
  database = await createTestDatabase(foundationTables);
  proxy = await startTcpProxy(addressOf(database.url));
  running = await startFoundation({
    databaseUrl: through(proxy, database.url),
    poolSize: 4,
    statementTimeoutMs: 500,
  });
});
afterEach(async () => {
  await running.close();
  await proxy.close();
  await database.drop();
});

/** All connections that speak while `work` does die without a word. */
async function inSilence(work: () => Promise<unknown>): Promise<unknown[]> {
  const silent = new Set<ProxiedConnection>();
  proxy.rule = (connection, said) => {
    if (!said.includes('silence')) return;
    silent.add(connection);
    connection.blackHole();
  };
  const outcomes = await Promise.all([work(), work()].map((one) => one.catch((error: unknown) => error)));
  proxy.rule = undefined;
  expect(silent.size).toBeGreaterThan(0);
  return outcomes;
}

describe('a connection that has died without a word', () => {
  it.each([
    ['a read', () => running.database.rows(`select 'silence'`)],
    ['a unit of work', () => running.change((tx) => tx.sql.rows(`select 'silence'`))],
  ])('[K4] lets %s fail in the end, and gives its place back', async (_, work) => {
    for (const outcome of await inSilence(work)) expect(outcome).toBeInstanceOf(Error);
    const { pool, transactionPool } = running.database;
    await until(() => [pool, transactionPool].every(({ totalCount, idleCount }) => totalCount === idleCount));
    expect(await running.database.row('select 1 as one')).toEqual({ one: 1 });
    expect(await running.change((tx) => tx.sql.row('select 1 as one'))).toEqual({ one: 1 });
  });
});
