import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { Database } from '@libs/database';
import { ManualClock } from '@libs/domain';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { WebsiteTokens } from './website-tokens.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const SECRET = 'a secret of thirty-two bytes or more';
const BRAND = randomUUID();
const hmacKey = randomUUID();
const ecKey = randomUUID();
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let testDatabase: TestDatabase;
let database: Database;
let tokens: WebsiteTokens;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = new Database(testDatabase.url, { poolSize: 2, statementTimeoutMs: 5_000, onError: () => undefined });
  tokens = new WebsiteTokens(database, new ManualClock({ frozenAt: NOW }));
  const agent = randomUUID();
  await database.rows(
    `insert into agent (id, email, display_name, roles, brand_ids, department_codes, max_chats, status, settings, created_at)
     values ($1, 'a@example.org', 'A', '{ADMIN}', '{}', '{}', 0, 'OPEN', '{}', $2)`,
    [agent, NOW],
  );
  const insert = `insert into brand_key (id, brand_id, algorithm, secret, public_key, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6, $7)`;
  await database.rows(insert, [hmacKey, BRAND, 'HS256', SECRET, null, agent, NOW]);
  const jwk = JSON.stringify(pair.publicKey.export({ format: 'jwk' }));
  await database.rows(insert, [ecKey, BRAND, 'ES256', null, jwk, agent, NOW]);
}, 60_000);

afterAll(async () => {
  await database.pool.end();
  await testDatabase.drop();
});

const seconds = NOW.getTime() / 1000;
const claims = (more: object = {}): JWTPayload => ({
  iss: BRAND,
  aud: 'parley',
  sub: 'customer-7',
  role: 'CUSTOMER',
  exp: seconds + 3600,
  ...more,
});

function sign(payload: JWTPayload, header: object = {}, key: Parameters<SignJWT['sign']>[0] = Buffer.from(SECRET)) {
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: hmacKey, ...header }).sign(key);
}

it('believes a website about its own people', async () => {
  const token = await sign(claims({ name: ' Ann ', email: 'ann@example.org', company: 'Ann & Co' }));
  expect(await tokens.verify(token)).toEqual({
    brandKeyId: hmacKey,
    expiresAt: new Date((seconds + 3600) * 1000),
    person: {
      brandId: BRAND,
      externalId: 'customer-7',
      role: 'CUSTOMER',
      name: 'Ann',
      email: 'ann@example.org',
      company: 'Ann & Co',
    },
  });
});

it.each<[string, unknown]>([
  ['a list that reads like an id', [hmacKey]],
  ['an object', { toString: 'x' }],
  ['a number', 7],
  ['an id that PostgreSQL cannot read', `${hmacKey}\0`],
])('takes a token whose key is named by %s for a bad one, not for a failure of ours', async (_, kid) => {
  const [, ...rest] = (await sign(claims())).split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid })).toString('base64url');
  expect(await tokens.verify([header, ...rest].join('.'))).toBeUndefined();
});

it.each(['', '.', '..', '!.x.y', 'e30!.x.y', 'bnVsbA.x.y', 'ey.x.y'])(
  'takes %j, which is no token at all, for a bad one',
  async (token) => {
    expect(await tokens.verify(token)).toBeUndefined();
  },
);

it('believes a website that signs with a key pair of its own', async () => {
  const token = await sign(claims({ role: 'WRITER' }), { alg: 'ES256', kid: ecKey }, pair.privateKey);
  expect((await tokens.verify(token))?.person.role).toBe('WRITER');
});

it.each<[string, object, object]>([
  ['another brand as issuer', { iss: randomUUID() }, {}],
  ['another audience', { aud: 'parley-api' }, {}],
  ['no subject', { sub: undefined }, {}],
  ['a subject that cannot be stored', { sub: 'a\0b' }, {}],
  ['no expiry', { exp: undefined }, {}],
  ['an expiry in the past', { exp: seconds - 31 }, {}],
  ['an expiry more than a day ahead', { exp: seconds + 86_400 + 31 }, {}],
  ['a role of staff', { role: 'ADMIN' }, {}],
  ['no role', { role: undefined }, {}],
  ['a start in the future', { nbf: seconds + 120 }, {}],
  ['an unknown key', {}, { kid: randomUUID() }],
  ['a key id that is no id', {}, { kid: "' or true --" }],
  ['no key id', {}, { kid: undefined }],
  ['another algorithm', {}, { alg: 'HS384' }],
])('[S5] refuses a token with %s', async (_, payload, header) => {
  const key = Buffer.from(SECRET.padEnd(64, '.'));
  const right = Buffer.from(SECRET);
  const token = await sign(claims(payload), header, 'alg' in header ? key : right);
  expect(await tokens.verify(token)).toBeUndefined();
});

it('[S5] does not take the public key of a website for a shared secret', async () => {
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' });
  expect(await tokens.verify(await sign(claims(), { kid: ecKey }, Buffer.from(pem)))).toBeUndefined();
});

it('[S5] refuses an unsigned token', async () => {
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const token = `${part({ alg: 'none', kid: hmacKey })}.${part(claims())}.`;
  expect(await tokens.verify(token)).toBeUndefined();
});

it('[S5] refuses what a revoked key signed', async () => {
  const token = await sign(claims(), { alg: 'ES256', kid: ecKey }, pair.privateKey);
  await database.rows('update brand_key set revoked_at = $2 where id = $1', [ecKey, NOW]);
  expect(await tokens.verify(token)).toBeUndefined();
});

it('leaves out what cannot be a name or an address, and lets the person in', async () => {
  const token = await sign(claims({ name: 'x'.repeat(201), email: 42, company: '  ' }));
  expect((await tokens.verify(token))?.person).toMatchObject({ name: null, email: null, company: null });
});
