import { Database } from '@libs/database';
import { AdmitFromProvider } from '@src/identity/use-cases/admit-from-provider.js';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { Browser } from './browser.js';
import { signInAt, startIdentityProvider, type TestIdentityProvider } from './identity-provider.js';

let provider: TestIdentityProvider;
let app: TestApp;

beforeAll(async () => {
  provider = await startIdentityProvider();
  const returnUrl = 'http://127.0.0.1:9/console?from=provider';
  const own = { addsAgents: true, emailDomains: ['example.org'], returnUrl };
  app = await startTestApp({ overrides: { openIdConnect: { ...provider.settings, ...own } } });
  provider.allow(`${app.url}/auth/oidc/callback`);
}, 60_000);

afterAll(async () => {
  await app.close();
  provider.close();
});

async function cameBackTo(subject: string): Promise<URL> {
  const browser = new Browser();
  const start = await browser.get(`${app.url}/auth/oidc/start`);
  const callback = await signInAt(browser, start.location, subject, app.url);
  const page = await browser.get(callback);
  expect(page.status).toBe(302);
  return new URL(page.location);
}

it('[R195] adds an account for somebody of our domain, if the settings say so, with no brand and the least role', async () => {
  const target = await cameBackTo('sub-nobody');
  expect(target.origin + target.pathname).toBe('http://127.0.0.1:9/console');
  expect([...target.searchParams.keys()].toSorted()).toEqual(['code', 'from']);
  const { data } = await app.graphql(
    `mutation ($code: String!) { exchangeLogInCode(input: { clientKey: "exchange-new", code: $code }) {
       ... on ExchangeLogInCodeSuccess { agent { email displayName roles brandIds } } } }`,
    { code: target.searchParams.get('code') },
  );
  expect(data.exchangeLogInCode.agent).toEqual({
    email: 'nobody@example.org',
    displayName: 'Nobody',
    roles: ['AGENT'],
    brandIds: [],
  });
});

it.each([
  ['nothing but spaces', '   ', 'odd-3@example.org'],
  ['a sign that is cut in two', `${'n'.repeat(99)}😀`, `${'n'.repeat(99)}\ufffd`],
  ['a NUL', ' Odd\0 ', 'Odd'],
])('[R195] shuts nobody out whose name at the provider has %s', async (_, name, displayName) => {
  const email = `odd-${name.length}@example.org`;
  const identity = { issuer: 'https://issuer.example', subject: email, verifiedEmail: email, name };
  expect(await app.app.get(AdmitFromProvider, { strict: false }).execute(identity)).toEqual(expect.any(String));
  const row = await app.app
    .get(Database)
    .row('select display_name as "displayName" from agent where email = $1', [email]);
  expect(row).toEqual({ displayName });
});

it.each(['sub-foreign', 'sub-unverified'])(
  '[R195] lets nobody in without a verified address of our domain: %s',
  async (subject) => {
    const target = await cameBackTo(subject);
    expect(target.searchParams.get('error')).toBe('unknown_account');
    expect(target.searchParams.has('code')).toBe(false);
  },
);

it('[R195] sends no browser to an address that only the Host header names', async () => {
  // fetch does not let a caller write Host, so the request goes out by hand.
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    const url = new URL('/auth/oidc/start', app.url);
    request(url, { headers: { host: 'attacker.example' } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(404);
});
