import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { AddBrand } from '@src/brands';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { addAgent, kindOf, logIn, mutate } from './staff.js';

let app: TestApp;
let brandId: string;
let admin: string;
const system = { kind: 'SYSTEM', id: 'test' };

beforeAll(async () => {
  app = await startTestApp();
  ({ brandId } = await app.app.get(AddBrand, { strict: false }).executeAs(system, {
    code: 'BCW',
    name: 'Best Custom Writing',
    websiteUrl: 'https://bcw.example',
    hosts: ['bcw.example'],
    channels: [],
    workingHours: { zone: 'UTC', windows: [] },
    routingMode: 'BROADCAST',
  }));
  await addAgent(app, 'admin@example.org', { roles: ['ADMIN'], brandIds: [brandId] });
  admin = (await logIn(app, 'admin@example.org')).accessToken;
}, 60_000);

afterAll(() => app.close());

const PRESENCE = 'subscription { presenceEvents(brandCode: "BCW") { cursor event { __typename } } }';

interface OpenedSocket {
  /** Close code, and milliseconds since the subscription ran. */
  readonly closed: Promise<{ code: number; withinMs: number }>;
  readonly isOpen: () => boolean;
}

/** Opens a socket with an operation on it, by default a subscription, and waits for its first result. */
async function openSocket(token: string, query = PRESENCE): Promise<OpenedSocket> {
  let open = true;
  let opened = 0;
  const ended = Promise.withResolvers<{ code: number; withinMs: number }>();
  const client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    connectionParams: { authorization: `Bearer ${token}` },
    on: {
      closed: (event) => {
        open = false;
        ended.resolve({ code: (event as { code: number }).code, withinMs: performance.now() - opened });
      },
    },
  });
  const running = Promise.withResolvers<void>();
  client.subscribe(
    { query },
    {
      next: ({ errors }) => (errors ? running.reject(new Error(JSON.stringify(errors))) : running.resolve()),
      error: (error) => running.reject(new Error('The subscription failed.', { cause: error })),
      complete: () => undefined,
    },
  );
  await running.promise;
  opened = performance.now();
  return { closed: ended.promise, isOpen: () => open };
}

const newAgent = async (name: string) => {
  const email = `${name}@example.org`;
  const agentId = await addAgent(app, email, { brandIds: [brandId] });
  return { agentId, email, tokens: await logIn(app, email) };
};

it('[S4] ends the open subscriptions of a closed account within 5 seconds, and nobody else’s', async () => {
  const [leaver, other] = [await newAgent('leaver'), await newAgent('stayer')];
  const [socket, stays] = [await openSocket(leaver.tokens.accessToken), await openSocket(other.tokens.accessToken)];
  const outcome = await mutate(app, 'closeAgentAccount', { agentId: leaver.agentId }, admin);
  expect(outcome).toMatchObject({ __typename: 'CloseAgentAccountSuccess', agent: { status: 'CLOSED' } });
  const { code, withinMs } = await socket.closed;
  expect(code).toBe(4403);
  expect(withinMs).toBeLessThan(5_000);
  expect(await kindOf(app, leaver.tokens.accessToken)).toBe('UNAUTHENTICATED');
  expect(await mutate(app, 'refreshSession', { refreshToken: leaver.tokens.refreshToken })).toMatchObject({
    __typename: 'InvalidRefreshToken',
  });
  expect(stays.isOpen()).toBe(true);
  expect(await kindOf(app, other.tokens.accessToken)).toBe('STAFF');
});

it('[S4] ends what was open with rights that were taken away; what is opened anew has the new ones', async () => {
  const { agentId, tokens } = await newAgent('moved');
  const socket = await openSocket(tokens.accessToken);
  await mutate(app, 'changeAgentRights', { agentId, brandIds: [] }, admin);
  expect((await socket.closed).code).toBe(4403);
  await expect(openSocket(tokens.accessToken)).rejects.toThrow();
  const { data } = await app.graphql<{ me: { brandIds: string[] } }>('{ me { brandIds } }', {}, tokens.accessToken);
  expect(data?.me.brandIds).toEqual([]);
});

it('[S4] ends the sockets of a log-in that ended, and leaves those of the person’s other log-ins', async () => {
  const { email, tokens } = await newAgent('twice');
  const other = await logIn(app, email);
  const [ends, stays] = [await openSocket(tokens.accessToken), await openSocket(other.accessToken)];
  await mutate(app, 'logOut', {}, tokens.accessToken);
  expect((await ends.closed).code).toBe(4403);
  expect(stays.isOpen()).toBe(true);
});

it('[S4] ends the sockets of a log-in whose refresh token was replayed', async () => {
  const { tokens } = await newAgent('robbed');
  const socket = await openSocket(tokens.accessToken);
  await mutate(app, 'refreshSession', { refreshToken: tokens.refreshToken });
  await mutate(app, 'refreshSession', { refreshToken: tokens.refreshToken });
  expect((await socket.closed).code).toBe(4403);
});

it('[S4] ends a person’s log-ins elsewhere when he changes his password', async () => {
  const { email, tokens } = await newAgent('careful');
  const elsewhere = await logIn(app, email);
  const [ends, stays] = [await openSocket(elsewhere.accessToken), await openSocket(tokens.accessToken)];
  const passwords = { currentPassword: 'correct horse battery', newPassword: 'staple and battery' };
  const clientKey = randomUUID();
  const change = () => mutate(app, 'changeMyPassword', { ...passwords, clientKey }, tokens.accessToken);
  expect((await change()).__typename).toBe('ChangeMyPasswordSuccess');
  // [B6] Sent again, although the password is no longer the one that it names.
  expect((await change()).__typename).toBe('ChangeMyPasswordSuccess');
  expect((await ends.closed).code).toBe(4403);
  expect(stays.isOpen()).toBe(true);
  expect((await mutate(app, 'logIn', { email, password: passwords.newPassword })).__typename).toBe('LogInSuccess');
});

it('[S4] ends the sockets of a machine whose token was closed', async () => {
  const opened = await mutate(app, 'openServiceToken', { name: 'screen', brandIds: [brandId] }, admin);
  const token = String(opened['secretToken']);
  const socket = await openSocket(token);
  const { id } = opened['serviceToken'] as { id: string };
  expect((await mutate(app, 'closeServiceToken', { serviceTokenId: id }, admin)).__typename).toBe(
    'CloseServiceTokenSuccess',
  );
  expect((await socket.closed).code).toBe(4403);
  expect(await kindOf(app, token)).toBe('UNAUTHENTICATED');
});

it('[S4] lets customers and writers in with tokens of their website, until its key is revoked', async () => {
  const added = await mutate(app, 'addBrandKey', { brandId }, admin);
  const { id, algorithm } = added['brandKey'] as { id: string; algorithm: string };
  expect(algorithm).toBe('HS256');
  const exp = Math.floor(app.clock.now().getTime() / 1000) + 3600;
  const token = await new SignJWT({ role: 'WRITER', name: 'Will' })
    .setProtectedHeader({ alg: 'HS256', kid: id })
    .setIssuer(brandId)
    .setAudience('parley')
    .setSubject('writer-9')
    .setExpirationTime(exp)
    .sign(Buffer.from(String(added['signingSecret'])));
  const document = '{ me { kind roles brandIds } }';
  const { data } = await app.graphql<{ me: object }>(document, {}, token);
  expect(data?.me).toEqual({ kind: 'OUTSIDE', roles: ['WRITER'], brandIds: [brandId] });
  const [socket, stays] = [await openSocket(token, document), await openSocket(admin)];
  await mutate(app, 'revokeBrandKey', { brandKeyId: id }, admin);
  expect((await socket.closed).code).toBe(4403);
  expect(stays.isOpen()).toBe(true);
  expect(await kindOf(app, token)).toBe('UNAUTHENTICATED');
});
