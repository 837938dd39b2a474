import { LiveModule, FactFeed, type FeedItem } from '@libs/live';
import { type OwnPostgres, startOwnPostgres } from '@test/harness/own-postgres.js';
import { type RunningFoundation, startFoundation, until, withConnection } from '@test/support/foundation.js';

const MOST_TRIES = 5;
/** More than the transactions that are rolled back, so that their ids are past again. */
const FACTS = 40;
let postgres: OwnPostgres;
let running: RunningFoundation;

beforeAll(async () => {
  postgres = await startOwnPostgres();
  // Else what was rolled back is on the disk 0.2 s later, and its ids are not given again.
  await withConnection(postgres.url, async (client) => {
    await client.query("alter system set wal_writer_delay = '10s'");
    await client.query('select pg_reload_conf()');
  });
  running = await startFoundation({ databaseUrl: postgres.url, imports: [LiveModule] });
}, 60_000);
afterAll(async () => {
  await running.close();
  await postgres.close();
});

const aggregateId = '00000000-0000-7000-8000-000000000001';
let sequence = 0;
const store = () =>
  running.change((tx) => {
    sequence += 1;
    const payload = { value: sequence };
    tx.record({ type: 'CoinAdded', aggregateType: 'Jar', aggregateId, brandId: null, sequence, payload });
    return Promise.resolve();
  });
const isServed = () =>
  running.database.rows('select 1').then(
    () => true,
    () => false,
  );
const sequencesOf = (items: readonly FeedItem[]) =>
  items.flatMap((item) => (item.kind === 'fact' ? [item.fact.sequence] : []));

/** Transactions that are rolled back, and the reading of a cursor behind them, before PostgreSQL dies. */
async function crashBehindRolledBackWork(): Promise<{ cursor: string; isGivenAgain: boolean }> {
  const after = await withConnection(postgres.url, async (client) => {
    for (let i = 0; i < 20; i += 1) await client.query('begin; select pg_current_xact_id(); rollback');
    const { rows } = await client.query<{ end: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as end');
    return BigInt(rows[0]?.end ?? 0);
  });
  const stream = running.module.get(FactFeed).open({ types: [] });
  const { value } = await stream.next();
  await stream.return?.();
  await postgres.kill();
  await postgres.startAgain();
  const again = await withConnection(postgres.url, async (client) => {
    const { rows } = await client.query<{ end: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as end');
    return BigInt(rows[0]?.end ?? 0);
  });
  await until(isServed);
  return { cursor: (value as FeedItem).cursor, isGivenAgain: again < after };
}

describe('a crash of PostgreSQL', () => {
  it('[K2] [K4] takes back ids of transactions, and no subscriber misses what is stored under them', async () => {
    await store();
    const live: FeedItem[] = [];
    const stream = running.module.get(FactFeed).open({ aggregateIds: [aggregateId] });
    void (async () => {
      for await (const item of stream) live.push(item);
    })();
    await until(() => live.length === 1);

    let crash = { cursor: '', isGivenAgain: false };
    for (let tries = 0; tries < MOST_TRIES && !crash.isGivenAgain; tries += 1)
      crash = await crashBehindRolledBackWork();
    // Else this test would prove nothing.
    expect(crash.isGivenAgain).toBe(true);
    const first = sequence + 1;
    for (let i = 0; i < FACTS; i += 1) await store();
    const expected = Array.from({ length: FACTS }, (_, i) => first + i);

    const resumed: FeedItem[] = [];
    for await (const item of running.module
      .get(FactFeed)
      .open({ aggregateIds: [aggregateId] }, { after: crash.cursor })) {
      if (item.kind === 'caught-up') break;
      resumed.push(item);
    }
    expect(sequencesOf(resumed)).toEqual(expected);
    await until(() => sequencesOf(live).length >= expected.length);
    expect(sequencesOf(live)).toEqual(expected);
    await stream.return?.();
  }, 60_000);
});
