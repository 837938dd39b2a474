import { createHmac, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { InstallationKeys } from '@src/identity/tokens/installation-keys.js';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { addAgent, claimsOf, kindOf, logIn, mutate, type ShownTokens } from './staff.js';

let app: TestApp;
let agentId: string;
let tokens: ShownTokens;

beforeAll(async () => {
  app = await startTestApp();
  agentId = await addAgent(app, 'ann@example.org');
}, 60_000);

afterAll(() => app.close());

beforeEach(async () => {
  tokens = await logIn(app, 'ann@example.org');
});

const sessionId = (): string => claimsOf(tokens.accessToken).sid;
const encoded = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');

/** An access token as we make them, but for what `claims`, `header` and key change. */
async function forged(claims: object, header: object = {}, purpose = 'access token', doubled = false): Promise<string> {
  const own = {
    iss: 'parley',
    aud: 'parley-api',
    sub: agentId,
    sid: sessionId(),
    iat: seconds(),
    exp: seconds() + 600,
  };
  const key = await app.app.get(InstallationKeys, { strict: false }).keyFor(purpose);
  return new SignJWT({ ...own, ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header })
    .sign(doubled ? Buffer.concat([key, key]) : key);
}

const seconds = (): number => Math.floor(app.clock.now().getTime() / 1000);

describe('an access token', () => {
  it('[S5] is good over HTTP and over WebSocket', async () => {
    expect(await kindOf(app, tokens.accessToken)).toBe('STAFF');
    expect(await kindOf(app, await forged({}))).toBe('STAFF');
    expect(await kindOverSocket(tokens.accessToken)).toBe('STAFF');
  });

  it('[S5] says nothing about rights: what it claims of roles is not believed', async () => {
    const document = '{ me { roles } }';
    const { data } = await app.graphql<{ me: { roles: string[] } }>(document, {}, await forged({ roles: ['ADMIN'] }));
    expect(data?.me.roles).toEqual(['AGENT']);
  });

  it('[S5] ends with its minutes, by the server’s clock', async () => {
    await app.advance(15 * 60_000);
    expect(await kindOf(app, tokens.accessToken)).toBe('UNAUTHENTICATED');
  });

  interface Forgery {
    with: string;
    claims?: () => object;
    header?: object;
    purpose?: string;
    /** Longer keys are asked for by longer signatures. */
    doubled?: boolean;
  }

  it.each<Forgery>([
    { with: 'another audience', claims: () => ({ aud: 'somebody-else' }) },
    { with: 'another issuer', claims: () => ({ iss: 'somebody-else' }) },
    { with: 'no expiry', claims: () => ({ exp: undefined }) },
    { with: 'an expiry in the past', claims: () => ({ exp: seconds() - 1 }) },
    { with: 'a start in the future', claims: () => ({ nbf: seconds() + 60 }) },
    { with: 'audiences of others only', claims: () => ({ aud: ['somebody', 'parley'] }) },
    { with: 'no subject', claims: () => ({ sub: undefined }) },
    { with: 'the log-in of another person', claims: () => ({ sub: randomUUID() }) },
    { with: 'a log-in that is not there', claims: () => ({ sid: randomUUID() }) },
    { with: 'another type', header: { typ: 'JWT' } },
    { with: 'the type of a visitor', header: { typ: 'vt+jwt' } },
    { with: 'no type', header: { typ: undefined } },
    { with: 'another algorithm', header: { alg: 'HS512' }, doubled: true },
    { with: 'the key of visitors’ tokens', purpose: 'visitor token' },
    { with: 'a key id of nobody', header: { typ: undefined, kid: randomUUID() } },
  ])('[S5] is refused with $with', async ({ claims = () => ({}), header, purpose, doubled }) => {
    const token = await forged(claims(), header, purpose, doubled);
    expect(await kindOf(app, token)).toBe('UNAUTHENTICATED');
    expect(await kindOverSocket(token)).toBe('4403');
  });

  it('[S5] is refused without a signature', async () => {
    const [, payload = ''] = tokens.accessToken.split('.');
    const none = (header: object): string => `${encoded(header)}.${payload}.`;
    for (const alg of ['none', 'None', 'NONE', ''])
      expect(await kindOf(app, none({ alg, typ: 'at+jwt' }))).toBe('UNAUTHENTICATED');
  });

  it.each<[string, object, Buffer]>([
    ['names a file of nothing as its key', { kid: '../../../../dev/null' }, Buffer.alloc(32)],
    ['names a statement as its key', { kid: "' union select 'x' --" }, Buffer.from('x'.repeat(32))],
    ['says where its key is to be found', { jku: 'https://keys.example/jwks' }, Buffer.alloc(32, 1)],
    ['brings its own key', { jwk: { kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url') } }, Buffer.alloc(32, 1)],
  ])('[S5] is refused when it %s', async (_, header, secret) => {
    const own = {
      iss: 'parley',
      aud: 'parley-api',
      sub: agentId,
      sid: sessionId(),
      iat: seconds(),
      exp: seconds() + 600,
    };
    const sign = (typ: string | undefined) =>
      new SignJWT(own).setProtectedHeader({ alg: 'HS256', typ, ...header }).sign(secret);
    for (const typ of ['at+jwt', 'vt+jwt', undefined])
      expect(await kindOf(app, await sign(typ))).toBe('UNAUTHENTICATED');
  });

  it('[S5] is refused when it asks for an extension that we do not know', async () => {
    const [, payload = ''] = tokens.accessToken.split('.');
    const key = await app.app.get(InstallationKeys, { strict: false }).keyFor('access token');
    const header = encoded({ alg: 'HS256', typ: 'at+jwt', crit: ['x'], x: 1 });
    const signature = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
    expect(await kindOf(app, `${header}.${payload}.${signature}`)).toBe('UNAUTHENTICATED');
  });

  it('[S5] refreshes nothing: only a refresh token does', async () => {
    for (const refreshToken of [tokens.accessToken, tokens.deviceToken])
      expect(await mutate(app, 'refreshSession', { refreshToken })).toMatchObject({
        __typename: 'InvalidRefreshToken',
      });
    expect((await mutate(app, 'refreshSession', { refreshToken: tokens.refreshToken })).__typename).toBe(
      'RefreshSessionSuccess',
    );
  });

  it('[S5] is refused with a changed payload', async () => {
    const [header = '', , signature = ''] = tokens.accessToken.split('.');
    const changed = encoded({ ...claimsOf(tokens.accessToken), exp: seconds() + 99_999 });
    expect(await kindOf(app, [header, changed, signature].join('.'))).toBe('UNAUTHENTICATED');
  });

  it('[S5] is not to be replaced by any other token of the same log-in', async () => {
    for (const token of [tokens.refreshToken, tokens.deviceToken])
      expect(await kindOf(app, token)).toBe('UNAUTHENTICATED');
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer a b', 'Bearer ..', 'Bearer a.b.c.d', 'bearer é', 'Bearer pst_x.y'])(
    '[S5] is what Authorization must hold: %j is refused and never taken for nobody',
    async (authorization) => {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: Buffer.from(authorization).toString('latin1') },
        body: JSON.stringify({ query: '{ me { kind } }' }),
      });
      expect(response.status).toBe(401);
    },
  );

  it('is not needed: without credentials one is nobody in particular', async () => {
    expect(await kindOf(app, undefined)).toBe('ANONYMOUS');
  });
});

/** As `kindOf`, over WebSocket; the close code of the socket when it is refused. */
async function kindOverSocket(token: string): Promise<string> {
  const client = app.socket(token);
  try {
    for await (const { data } of client.iterate<{ me: { kind: string } }>({ query: '{ me { kind } }' }))
      return String(data?.me.kind);
    return 'nothing';
  } catch (error) {
    return String((error as { code?: number }).code ?? error);
  }
}
