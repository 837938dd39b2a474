import { Database } from '@libs/database';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import type { IdentitySettings } from '../identity.config.js';
import { InstallationKeys } from './installation-keys.js';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = new Database(testDatabase.url, { poolSize: 4, statementTimeoutMs: 5_000, onError: () => undefined });
}, 60_000);

afterAll(async () => {
  await database.pool.end();
  await testDatabase.drop();
});

const keysOf = (tokenSecret?: string): InstallationKeys =>
  new InstallationKeys(database, (tokenSecret ? { tokenSecret } : {}) as IdentitySettings);

it('gives processes that start together the same keys', async () => {
  const keys = await Promise.all([1, 2, 3].map(() => keysOf().keyFor('access token')));
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  expect(keys[0]).toHaveLength(32);
  const later = await keysOf().keyFor('access token');
  expect(later.equals(keys[0] ?? Buffer.of())).toBe(true);
});

it('[S5] gives every purpose a key of its own', async () => {
  const keys = keysOf();
  const [access, visitor] = await Promise.all([keys.keyFor('access token'), keys.keyFor('visitor token')]);
  expect(access.equals(visitor)).toBe(false);
});

it('derives them from the setting, if there is one, and keeps nothing', async () => {
  await database.rows('delete from installation_secret');
  const secret = 'a secret of the operator, long enough for this';
  const [one, other] = await Promise.all([keysOf(secret).keyFor('x'), keysOf(secret).keyFor('x')]);
  expect(one.equals(other)).toBe(true);
  expect(one.equals(await keysOf(`${secret}!`).keyFor('x'))).toBe(false);
  expect(await database.rows('select 1 from installation_secret')).toEqual([]);
});
