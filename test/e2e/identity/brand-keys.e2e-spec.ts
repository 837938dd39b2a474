import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Database } from '@libs/database';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { addAgent, logIn, mutate } from './staff.js';

let app: TestApp;
let admin: string;
const [OURS, FOREIGN] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  app = await startTestApp();
  await addAgent(app, 'admin@example.org', { roles: ['ADMIN'], brandIds: [OURS] });
  admin = (await logIn(app, 'admin@example.org')).accessToken;
}, 60_000);

afterAll(() => app.close());

describe('a brand’s key', () => {
  const addKey = (input: object) => mutate(app, 'addBrandKey', { brandId: OURS, ...input }, admin);
  const pem = (type: 'ec' | 'rsa', bits = 2048, namedCurve = 'P-256') =>
    (type === 'ec'
      ? generateKeyPairSync(type, { namedCurve })
      : generateKeyPairSync(type, { modulusLength: bits })
    ).publicKey
      .export({ type: 'spki', format: 'pem' })
      .toString();

  it('is a secret of ours or a public key of the website', async () => {
    const secret = await addKey({});
    expect(secret).toMatchObject({ brandKey: { algorithm: 'HS256' } });
    expect(String(secret['signingSecret']).length).toBeGreaterThanOrEqual(32);
    expect(await addKey({ publicKeyPem: pem('ec') })).toMatchObject({
      signingSecret: null,
      brandKey: { algorithm: 'ES256' },
    });
    expect(await addKey({ publicKeyPem: pem('rsa') })).toMatchObject({ brandKey: { algorithm: 'RS256' } });
  });

  it('[B6] is shown with its secret to the same client key again, and in no list', async () => {
    const clientKey = randomUUID();
    const first = await addKey({ clientKey });
    expect(await addKey({ clientKey })).toEqual(first);
    const kept = await app.app
      .get(Database)
      .rows('select 1 from client_key where answer::text like $1', [`%${String(first['signingSecret'])}%`]);
    expect(kept).toEqual([]);
    const { data } = await app.graphql<{ brandKeys: { nodes: { brandId: string }[] } }>(
      '{ brandKeys(first: 100) { nodes { id brandId algorithm revokedAt } } }',
      {},
      admin,
    );
    expect(new Set(data?.brandKeys.nodes.map(({ brandId }) => brandId))).toEqual(new Set([OURS]));
  });

  it('belongs to a brand that the administrator sees', async () => {
    expect(await addKey({ brandId: FOREIGN })).toMatchObject({ __typename: 'NotFound', field: 'brandId' });
    expect(await mutate(app, 'revokeBrandKey', { brandKeyId: randomUUID() }, admin)).toMatchObject({
      __typename: 'NotFound',
      field: 'brandKeyId',
    });
  });

  it.each([
    ['no key', () => 'nonsense'],
    ['a broken key', () => pem('ec').replace(/[A-Z]{3}/, '???')],
    ['a weak RSA key', () => pem('rsa', 1024)],
    ['another curve', () => pem('ec', 0, 'P-384')],
    [
      'a private key',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
    ],
  ])('is refused when it is %s', async (_, key) => {
    expect(await addKey({ publicKeyPem: key() })).toMatchObject({ __typename: 'InvalidInput', field: 'publicKeyPem' });
  });
});
