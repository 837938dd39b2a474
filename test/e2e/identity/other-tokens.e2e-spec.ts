import { randomUUID } from 'node:crypto';
import { VisitorTokens } from '@src/identity';
import { AccessTokens } from '@src/identity/tokens/access-tokens.js';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { addAgent, claimsOf, kindOf, logIn, mutate } from './staff.js';

let app: TestApp;
let agentId: string;
const BRAND = randomUUID();

beforeAll(async () => {
  app = await startTestApp();
  await addAgent(app, 'admin@example.org', { roles: ['ADMIN'], brandIds: [BRAND] });
  agentId = await addAgent(app, 'ann@example.org');
}, 60_000);

afterAll(() => app.close());

describe('a visitor’s token', () => {
  const issue = (issuedAt = app.clock.now()) =>
    app.app.get(VisitorTokens, { strict: false }).issue('8a7f2b52-7f0e-4d4c-9d0a-0d4e7b7e3c11', BRAND, issuedAt);

  it('[S14] opens one visitor of one brand, and says so', async () => {
    const { token } = await issue();
    const document = '{ me { kind roles brandIds permissions agent { id } } }';
    const { data } = await app.graphql<{ me: object }>(document, {}, token);
    expect(data?.me).toEqual({
      kind: 'OUTSIDE',
      roles: ['VISITOR'],
      brandIds: [BRAND],
      permissions: ['USE_CHAT_WIDGET', 'TAKE_PART_IN_CHAT'],
      agent: null,
    });
  });

  it('[B6] is the same again for the same visitor and time', async () => {
    const now = app.clock.now();
    expect(await issue(now)).toEqual(await issue(now));
  });

  it('[S5] ends after its days, and is no access token of staff', async () => {
    const { token, expiresAt } = await issue();
    const { accessToken } = await logIn(app, 'ann@example.org');
    const access = await app.app
      .get(AccessTokens, { strict: false })
      .issue({ agentId, sessionId: claimsOf(accessToken).sid, issuedAt: app.clock.now() });
    const mixed = [...token.split('.').slice(0, 2), access.token.split('.')[2]].join('.');
    expect(await kindOf(app, mixed)).toBe('UNAUTHENTICATED');
    await app.advance(expiresAt.getTime() - app.clock.now().getTime());
    expect(await kindOf(app, token)).toBe('UNAUTHENTICATED');
  });
});

describe('a service token', () => {
  const open = async (more: object = {}) => {
    const admin = await logIn(app, 'admin@example.org');
    const outcome = await mutate(
      app,
      'openServiceToken',
      { name: 'CRM', brandIds: [BRAND], ...more },
      admin.accessToken,
    );
    return { admin: admin.accessToken, outcome, token: String(outcome['secretToken']) };
  };

  it('lets a machine see the brands that it was given, and nothing of staff', async () => {
    const { token } = await open();
    const { data } = await app.graphql<{ me: object }>('{ me { kind roles brandIds } }', {}, token);
    expect(data?.me).toEqual({ kind: 'SERVICE', roles: ['SERVICE'], brandIds: [BRAND] });
    const { errors } = await app.graphql('{ serviceTokens { nodes { id } } }', {}, token);
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it('[B6] is shown again to the same client key', async () => {
    const clientKey = randomUUID();
    const [first, again] = [await open({ clientKey }), await open({ clientKey })];
    expect(again.outcome).toEqual(first.outcome);
  });

  it('[S5] is refused with another secret, and after its end', async () => {
    const { token } = await open({ expiresAt: new Date(app.clock.now().getTime() + 60_000).toISOString() });
    expect(await kindOf(app, token)).toBe('SERVICE');
    expect(await kindOf(app, `${token.slice(0, -2)}AA`)).toBe('UNAUTHENTICATED');
    expect(await kindOf(app, token.replace(/_.{8}/, '_00000000'))).toBe('UNAUTHENTICATED');
    await app.advance(60_000);
    expect(await kindOf(app, token)).toBe('UNAUTHENTICATED');
  });

  it('is refused by kind: a name, a brand or an end that cannot be', async () => {
    const refused = async (more: object) => (await open(more)).outcome;
    expect(await refused({ name: ' ' })).toMatchObject({ __typename: 'InvalidInput', field: 'name' });
    expect(await refused({ brandIds: [randomUUID()] })).toMatchObject({ __typename: 'NotFound', field: 'brandIds.0' });
    expect(await refused({ expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({ field: 'expiresAt' });
  });
});
