import { CoinBank } from '@test/support/coin-bank.js';
import { JobTasks } from './job-tasks.js';

let bank: CoinBank;

beforeEach(async () => {
  bank = await CoinBank.open();
});
afterEach(() => bank.close());

describe('forgetting', () => {
  it('removes facts that are older than the retention and delivered, and marks how far it went', async () => {
    const jarId = await bank.foundation.jar();
    await bank.add(jarId, 1, 2);
    await bank.add(jarId, 3);
    await bank.foundation.database.rows("update fact set occurred_at = now() - interval '31 days' where sequence < 3");
    await bank.foundation.database.rows("delete from delivery where handler = 'count-when-coin-added' or sequence = 1");
    await bank.foundation.database.rows(
      `insert into fact (id, type, aggregate_type, aggregate_id, sequence, actor_kind, actor_id, origin, occurred_at, payload)
       select gen_random_uuid(), 'Old', 'Jar', gen_random_uuid(), 1, 'SYSTEM', 'test', 'PARLEY', now() - interval '40 days', '{}'
       from generate_series(1, 12000)`,
    );
    const forget = () => bank.foundation.module.get(JobTasks).runNow('forget-old-facts');
    await forget();
    expect(await bank.foundation.database.rows('select sequence from fact order by sequence')).toEqual([
      { sequence: 2 },
      { sequence: 3 },
    ]);
    expect(await bank.count('fact_horizon')).toBe(1);
    await forget();
    expect(await bank.count('fact_horizon')).toBe(1);
  });

  it('removes client keys after two days and not before', async () => {
    const actor = { kind: 'AGENT', id: 'a' };
    for (const clientKey of ['key-old-1', 'key-new-1'])
      await bank.foundation.unit.run({ name: 'x', actor, clientKey, input: {} }, async () =>
        Promise.resolve({ done: true }),
      );
    const age = 'update client_key set created_at = now() - $1::interval where key = $2';
    await bank.foundation.database.rows(age, ['49 hours', 'key-old-1']);
    await bank.foundation.database.rows(age, ['25 hours', 'key-new-1']);
    // More than one portion of them.
    await bank.foundation.database.rows(
      `insert into client_key (actor, key, command, input_hash, created_at)
       select 'AGENT:b', 'key-' || n, 'x', '', now() - interval '49 hours' from generate_series(1, 12000) as n`,
    );
    await bank.foundation.module.get(JobTasks).runNow('forget-old-client-keys');
    expect(await bank.foundation.database.rows('select key from client_key')).toEqual([{ key: 'key-new-1' }]);
  });
});
