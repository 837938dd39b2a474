import { addressOf, type ProxiedConnection, startTcpProxy, type TcpProxy, through } from '@test/harness/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { foundationTables, type RunningFoundation, startFoundation, until } from '@test/support/foundation.js';
import { WorkerPresence } from './worker-presence.js';

const PROCESS = '00000000-0000-7000-8000-00000000000a';

let database: TestDatabase;
let proxy: TcpProxy;
let running: RunningFoundation;
let presence: WorkerPresence;

beforeEach(async () => {
  database = await createTestDatabase(foundationTables);
  proxy = await startTcpProxy(addressOf(database.url));
  running = await startFoundation({ databaseUrl: through(proxy, database.url) });
  presence = new WorkerPresence(running.database, PROCESS);
});
afterEach(async () => {
  await presence.stop();
  await running.close();
  await proxy.close();
  await database.drop();
});

describe('the presence of a worker', () => {
  it('[K6] is shown anew when its connection has died without a word, and PostgreSQL looks after its end too', async () => {
    const shown: ProxiedConnection[] = [];
    proxy.rule = (connection, said) => {
      if (said.includes(`parley-worker-${PROCESS}`)) shown.push(connection);
    };
    await presence.start();
    expect(shown).toHaveLength(1);
    shown[0]?.blackHole();
    await until(() => shown.length === 2, 15_000);
    const seen = () =>
      running.database.rows(`select 1 from pg_stat_activity where application_name = $1`, [`parley-worker-${PROCESS}`]);
    await until(async () => (await seen()).length > 0);
  });
});
