import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import Provider from 'oidc-provider';
import type { Browser } from './browser.js';

const CLIENT_ID = 'parley';
const CLIENT_SECRET = 'a secret of the provider and us, for tests';

/** People at the identity provider: what they type into its log-in form is their id there. */
const people: Readonly<Record<string, object>> = {
  'sub-ann': { email: 'Ann@Example.org', email_verified: true, name: 'Ann' },
  'sub-ann-again': { email: 'ann@example.org', email_verified: true, name: 'Another Ann' },
  'sub-unverified': { email: 'bob@example.org', email_verified: false, name: 'Bob' },
  'sub-nobody': { email: 'nobody@example.org', email_verified: true, name: 'Nobody' },
  'sub-carol': { email: 'carol@example.org', email_verified: true, name: 'Carol' },
  'sub-foreign': { email: 'eve@example.com', email_verified: true, name: 'Eve' },
};

/** A real OpenID Connect provider (oidc-provider, certified) on a port of its own. */
export interface TestIdentityProvider {
  readonly settings: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };
  /** Lets a server of ours have browsers sent to this address: it is known only once that server listens. */
  allow(callbackUrl: string): void;
  close(): void;
}

export async function startIdentityProvider(): Promise<TestIdentityProvider> {
  // It reminds everybody at length that its quick start is not for production.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const oidc = new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [`${issuer}/later`] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => Promise.resolve({ sub, ...people[sub] }) }),
    cookies: { keys: ['a key for tests'] },
  });
  const allowed = new Set<string>();
  oidc.Client.prototype.redirectUriAllowed = (uri: string) => allowed.has(uri);
  const handle = oidc.callback();
  server.on('request', (request, response) => void handle(request, response));
  return {
    settings: { issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
    allow: (callbackUrl) => void allowed.add(callbackUrl),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Goes through the provider's pages for a person, up to the address at `home` that it sends the browser back to. */
export async function signInAt(
  browser: Browser,
  authorization: string,
  subject: string,
  home: string,
): Promise<string> {
  let page = await browser.get(authorization);
  for (let step = 0; step < 15; step += 1) {
    if (page.location.startsWith(home)) return page.location;
    if (page.location) page = await browser.get(page.location);
    else {
      const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const prompt = /name="prompt" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const form = { prompt, ...(prompt === 'login' && { login: subject, password: 'any' }) };
      page = await browser.post(new URL(action, page.url).href, form);
    }
  }
  throw new Error(`The provider did not send the browser back: ${page.text.slice(0, 500)}`);
}
