import { type RunningFoundation, startFoundation, until, withConnection } from '@test/support/foundation.js';

let running: RunningFoundation;
beforeEach(async () => {
  running = await startFoundation();
});
afterEach(() => running.close());

const cut = (which: string) =>
  withConnection(running.url, async (client) => {
    const { rows } = await client.query<{ cut: boolean }>(
      `select pg_terminate_backend(pid) as cut from pg_stat_activity where datname = current_database() and application_name = 'parley' and ${which}`,
    );
    return rows.length;
  });

describe('a unit of work whose connection breaks', () => {
  it.each([
    ['in a statement', () => running.change((tx) => tx.sql.rows('select pg_sleep(5)')), `query ~ 'pg_sleep'`],
    [
      'between statements',
      () =>
        running.change(async (tx) => {
          await tx.sql.rows('select 1 as marked');
          await cut(`query ~ 'as marked'`);
          await tx.sql.rows('select 2');
        }),
      '',
    ],
    [
      'before its commit',
      () =>
        running.change(async (tx) => {
          await tx.sql.rows('select 1 as marked');
          await cut(`query ~ 'as marked'`);
        }),
      '',
    ],
    [
      'before its begin',
      async () => {
        await running.change((tx) => tx.sql.rows('select 1'));
        const cutting = cut('true');
        await Promise.all([
          cutting,
          ...Array.from({ length: 60 }, () => running.change((tx) => tx.sql.rows('select 1'))),
        ]);
      },
      '',
    ],
  ])('%s gives it back', async (_, work, which) => {
    const done = work().catch((error: unknown) => error);
    if (which) await until(async () => (await cut(which)) > 0);
    await done;
    const { transactionPool } = running.database;
    await until(() => transactionPool.totalCount === transactionPool.idleCount, 3000);
    expect(await running.change((tx) => tx.sql.row('select 1 as one'))).toEqual({ one: 1 });
  });
});
