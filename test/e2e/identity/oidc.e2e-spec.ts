import { AddAgentWithPassword } from '@src/identity';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { Browser } from './browser.js';
import { signInAt, startIdentityProvider, type TestIdentityProvider } from './identity-provider.js';

let provider: TestIdentityProvider;
let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  provider = await startIdentityProvider();
  app = await startTestApp({
    overrides: { openIdConnect: { ...provider.settings, name: 'Test Entra' } },
  });
  provider.allow(`${app.url}/auth/oidc/callback`);
  const add = app.app.get(AddAgentWithPassword, { strict: false });
  for (const name of ['ann', 'bob', 'carol'])
    await add.execute(
      { kind: 'SYSTEM', id: 'test' },
      { email: `${name}@example.org`, displayName: name, password: 'not needed here', roles: ['AGENT'], brandIds: [] },
    );
}, 60_000);

afterAll(async () => {
  await app.close();
  provider.close();
});

beforeEach(() => {
  browser = new Browser();
});

it('[R195] logs an agent in whom the identity provider vouches for, without a token in any address', async () => {
  const methods = await app.graphql('{ logInMethods { password openIdConnect { name startPath } } }');
  expect(methods.data.logInMethods).toEqual({
    password: true,
    openIdConnect: { name: 'Test Entra', startPath: '/auth/oidc/start' },
  });
  const page = await logInAtProvider('sub-ann');
  expect(page.status).toBe(200);
  expect(page.headers.get('cache-control')).toBe('no-store');
  const { data } = await exchange(codeOn(page.text));
  expect(data.exchangeLogInCode).toMatchObject({
    __typename: 'ExchangeLogInCodeSuccess',
    agent: { email: 'ann@example.org' },
  });
  const me = await app.graphql('{ me { kind } }', {}, data.exchangeLogInCode.tokens.accessToken);
  expect(me.data.me.kind).toBe('STAFF');
  expect(browser.visited.join(' ')).not.toMatch(/access_token|eyJ|prt_/);
});

it('[R195] takes a one-time code once, and repeats the answer to the same client key', async () => {
  const code = codeOn((await logInAtProvider('sub-ann')).text);
  const first = await exchange(code, 'exchange-once');
  const again = await exchange(code, 'exchange-once');
  const other = await exchange(code, 'exchange-twice');
  expect(again.data.exchangeLogInCode).toEqual(first.data.exchangeLogInCode);
  expect(other.data.exchangeLogInCode.__typename).toBe('InvalidLogInCode');
});

it('[R195] refuses a one-time code that is older than a minute', async () => {
  const code = codeOn((await logInAtProvider('sub-ann')).text);
  await app.advance(61_000);
  expect((await exchange(code)).data.exchangeLogInCode.__typename).toBe('InvalidLogInCode');
});

it('[R195] refuses a callback with another state than the one it sent', async () => {
  const callback = await untilCallback('sub-ann');
  const forged = new URL(callback);
  forged.searchParams.set('state', 'forged');
  expect(await refusalOf(forged.href)).toEqual({ status: 403, hasCode: false });
});

it('[R195] refuses an ID token with another nonce than the one it sent', async () => {
  // The provider is asked with a nonce that is not ours, as if the answer to another request were played to us.
  const start = await browser.get(`${app.url}/auth/oidc/start`);
  const asked = new URL(start.location);
  asked.searchParams.set('nonce', 'of-somebody-else');
  const callback = await signInAt(browser, asked.href, 'sub-ann', app.url);
  expect(await refusalOf(callback)).toEqual({ status: 403, hasCode: false });
});

it('[R195] refuses a callback that was used before', async () => {
  const callback = await untilCallback('sub-ann');
  const cookie = browser.cookiesFor(callback);
  expect((await browser.get(callback)).status).toBe(200);
  const replay = await fetch(callback, { headers: { cookie }, redirect: 'manual' });
  expect(replay.status).toBe(403);
});

it('[R195] refuses a code that the provider has already taken', async () => {
  const first = await untilCallback('sub-ann');
  expect((await browser.get(first)).status).toBe(200);
  const second = new URL(await untilCallback('sub-ann'));
  second.searchParams.set('code', new URL(first).searchParams.get('code') ?? '');
  expect(await refusalOf(second.href)).toEqual({ status: 403, hasCode: false });
});

it('[R195] refuses a callback in a browser that did not start there', async () => {
  const callback = await untilCallback('sub-ann');
  const stranger = await new Browser().get(callback);
  expect(stranger.status).toBe(403);
});

it('[R195] refuses a callback after ten minutes', async () => {
  const callback = await untilCallback('sub-ann');
  await app.advance(601_000);
  expect(await refusalOf(callback)).toEqual({ status: 403, hasCode: false });
});

it.each([
  ['nobody here has', 'sub-nobody'],
  ['the provider did not verify', 'sub-unverified'],
  ['belongs to an account that is linked to somebody else', 'sub-ann-again'],
])('[R195] refuses somebody whose address %s', async (_, subject) => {
  if (subject === 'sub-ann-again') await logInAtProvider('sub-ann');
  browser = new Browser();
  const page = await logInAtProvider(subject);
  expect(page.status).toBe(403);
  expect(page.text).toContain('no open account');
});

it('[R195] refuses an account that was closed, linked or not', async () => {
  expect((await logInAtProvider('sub-carol')).status).toBe(200);
  const code = codeOn((await logInAtProvider('sub-carol')).text);
  await app.app
    .get(AddAgentWithPassword, { strict: false })
    .execute(
      { kind: 'SYSTEM', id: 'test' },
      { email: 'admin@example.org', displayName: 'Admin', password: 'a good password', roles: ['ADMIN'], brandIds: [] },
    );
  const login = await app.graphql(
    `mutation { logIn(input: { clientKey: "admin-log-in", email: "admin@example.org", password: "a good password" }) {
       ... on LogInSuccess { tokens { accessToken } } } }`,
  );
  const token = login.data.logIn.tokens.accessToken;
  const agents = await app.graphql('{ agents(first: 100) { nodes { id email } } }', {}, token);
  const carol = agents.data.agents.nodes.find(({ email }: { email: string }) => email === 'carol@example.org');
  const closed = await app.graphql(
    `mutation ($id: ID!) { closeAgentAccount(input: { clientKey: "close-carol", agentId: $id }) { __typename } }`,
    { id: carol.id },
    token,
  );
  expect(closed.data.closeAgentAccount.__typename).toBe('CloseAgentAccountSuccess');
  expect((await logInAtProvider('sub-carol')).status).toBe(403);
  expect((await exchange(code)).data.exchangeLogInCode.__typename).toBe('InvalidLogInCode');
});

it('[R195] says so when the person does not want to sign in', async () => {
  const start = await browser.get(`${app.url}/auth/oidc/start`);
  const state = new URL(start.location).searchParams.get('state') ?? '';
  const query = new URLSearchParams({ error: 'access_denied', state, iss: provider.settings.issuer });
  const page = await browser.get(`${app.url}/auth/oidc/callback?${query.toString()}`);
  expect(page.status).toBe(403);
  expect(page.text).toContain('not signed in');
});

async function refusalOf(callback: string): Promise<{ status: number; hasCode: boolean }> {
  const { status, text } = await browser.get(callback);
  return { status, hasCode: text.includes('<code>') };
}

function codeOn(page: string): string {
  return /<code>([^<]+)<\/code>/.exec(page)?.[1] ?? '';
}

let keys = 0;
function exchange(code: string, clientKey = `exchange-${(keys += 1)}-key`) {
  return app.graphql(
    `mutation ($input: ExchangeLogInCodeInput!) { exchangeLogInCode(input: $input) {
       __typename ... on ExchangeLogInCodeSuccess { tokens { accessToken refreshToken } agent { email } } } }`,
    { input: { clientKey, code } },
  );
}

async function logInAtProvider(subject: string) {
  return browser.get(await untilCallback(subject));
}

async function untilCallback(subject: string): Promise<string> {
  const start = await browser.get(`${app.url}/auth/oidc/start`);
  expect(start.status).toBe(302);
  return signInAt(browser, start.location, subject, app.url);
}
