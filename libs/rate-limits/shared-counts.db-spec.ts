import { Database } from '@libs/database';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { foundationTables, until } from '@test/support/foundation.js';
import { SharedCounts } from './shared-counts.js';

const MINUTE = { points: 20, seconds: 60 };
let testDatabase: TestDatabase;
const running: { counts: SharedCounts; database: Database }[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase(foundationTables);
}, 60_000);

afterEach(async () => {
  for (const { counts, database } of running.splice(0)) {
    await counts.onApplicationShutdown();
    await database.close();
  }
});

afterAll(() => testDatabase.drop());

/** What one process has of the counts. */
function startProcess(url = testDatabase.url): SharedCounts {
  const database = new Database(url, { poolSize: 2, statementTimeoutMs: 5_000, onError: () => undefined });
  const counts = new SharedCounts(database);
  running.push({ counts, database });
  return counts;
}

function databaseOf(counts: SharedCounts): Database {
  const found = running.find((process) => process.counts === counts);
  if (!found) throw new Error('No such process.');
  return found.database;
}

async function admitted(times: number, count: () => Promise<number>): Promise<number> {
  const outcomes = await Promise.all(Array.from({ length: times }, count));
  return outcomes.filter((seconds) => seconds === 0).length;
}

it('[S14] counts exactly within one process, also what comes at the same time', async () => {
  const limit = startProcess().limit({ name: 'alone', ...MINUTE });
  expect(await admitted(50, () => limit.count('ann'))).toBe(20);
  expect(await admitted(20, () => limit.count('ben'))).toBe(20);
  expect(limit.blockedFor('ann')).toBeGreaterThan(55);
  expect(limit.blockedFor('ann')).toBeLessThanOrEqual(60);
  expect(limit.blockedFor('nobody')).toBe(0);
});

it('[S14] adds up what several processes have counted, as soon as they have told each other', async () => {
  const [one, other] = [startProcess(), startProcess()];
  const [here, there] = [one.limit({ name: 'shared', ...MINUTE }), other.limit({ name: 'shared', ...MINUTE })];
  expect(await admitted(12, () => here.count('ann'))).toBe(12);
  expect(await admitted(6, () => there.count('ann'))).toBe(6);
  await one.exchange();
  await other.exchange();
  expect(await admitted(10, () => there.count('ann'))).toBe(2);
  // By itself, once a second.
  await until(async () => (await here.count('ann')) > 0);
  expect(here.blockedFor('ann')).toBeGreaterThan(50);
});

it('[S14] tells nobody of those who ask little: they cost PostgreSQL nothing', async () => {
  const counts = startProcess();
  const limit = counts.limit({ name: 'quiet', points: 100, seconds: 60 });
  await admitted(9, () => limit.count('ann'));
  await admitted(10, () => limit.count('ben'));
  await counts.exchange();
  const database = databaseOf(counts);
  const rows = await database.rows(`select key, points from request_count where key like 'quiet:%'`);
  expect(rows).toEqual([{ key: 'quiet:ben', points: 10 }]);
});

it('[S14] begins anew when the time is over', async () => {
  const counts = startProcess();
  const limit = counts.limit({ name: 'short', points: 3, seconds: 1 });
  expect(await admitted(9, () => limit.count('ann'))).toBe(3);
  await counts.exchange();
  await until(() => limit.blockedFor('ann') === 0);
  expect(await admitted(9, () => limit.count('ann'))).toBe(3);
});

it('[S14] goes on with its own counts while PostgreSQL does not answer', async () => {
  const counts = startProcess('postgres://nobody@127.0.0.1:1/none');
  const limit = counts.limit({ name: 'lonely', ...MINUTE });
  expect(await admitted(10, () => limit.count('ann'))).toBe(10);
  await counts.exchange();
  expect(await admitted(30, () => limit.count('ann'))).toBe(10);
});

it('forgets old counts, so that the table does not grow', async () => {
  const counts = startProcess();
  const database = databaseOf(counts);
  await database.rows(
    `insert into request_count (key, points, expire) values ('old', 1, 1), ('new', 1, 9999999999999)`,
  );
  await counts.forgetOld();
  const rows = await database.rows(`select key from request_count where key in ('old', 'new')`);
  expect(rows).toEqual([{ key: 'new' }]);
});
