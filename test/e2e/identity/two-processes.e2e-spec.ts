import { WebSocket } from 'ws';
import { type Client, createClient } from 'graphql-ws';
import { cpuTimeOf } from '@test/support/cpu-time.js';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { until } from '@test/support/foundation.js';
import { addAgent, kindOf, logIn, mutate, PASSWORD } from './staff.js';

const GUESSES = { attemptsPerEmailAndAddress: 3, attemptsPerEmailAndDay: 50 };
let one: TestApp;
let other: TestApp;
const clients: Client[] = [];

beforeAll(async () => {
  one = await startTestApp({ overrides: { identity: GUESSES } });
  other = await startTestApp({
    worker: false,
    clock: one.clock,
    overrides: { identity: GUESSES, database: { url: one.databaseUrl } },
  });
  await addAgent(one, 'admin@example.org', { roles: ['ADMIN'] });
}, 90_000);

afterAll(async () => {
  await Promise.all(clients.map(async (client) => client.dispose()));
  await other.close();
  await one.close();
});

/** Opens a socket at a process and waits until it is acknowledged; resolves `closed` with the code. */
async function openSocket({ url }: TestApp, token: string): Promise<{ closed: Promise<number> }> {
  const closed = Promise.withResolvers<number>();
  const connected = Promise.withResolvers<void>();
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    connectionParams: { authorization: `Bearer ${token}` },
    on: { connected: () => connected.resolve(), closed: (event) => closed.resolve((event as { code: number }).code) },
  });
  clients.push(client);
  await connected.promise;
  return { closed: closed.promise };
}

describe('two processes on one database', () => {
  it.each([
    ['an account is closed', 'closeAgentAccount'],
    ['rights are taken away', 'changeAgentRights'],
  ])(
    '[S4] end what is open and refuse what comes within 5 seconds of the moment when %s at the other',
    async (_, act) => {
      const email = `${act.toLowerCase()}@example.org`;
      const agentId = await addAgent(one, email, { roles: ['SUPERVISOR'] });
      const admin = await logIn(one, 'admin@example.org');
      const { accessToken } = await logIn(other, email);
      const socket = await openSocket(other, accessToken);
      expect(await kindOf(other, accessToken)).toBe('STAFF');
      const began = performance.now();
      const change = act === 'changeAgentRights' ? { agentId, roles: ['AGENT'] } : { agentId };
      expect((await mutate(one, act, change, admin.accessToken)).__typename).toBe(
        `${act.charAt(0).toUpperCase()}${act.slice(1)}Success`,
      );
      expect(await socket.closed).toBe(4403);
      // The other process has forgotten him with the same fact; its clock has not moved.
      const rolesAt = async () =>
        (await other.graphql<{ me: { roles: string[] } }>('{ me { roles } }', {}, accessToken)).data?.me.roles.join();
      await until(async () => (await rolesAt()) === (act === 'changeAgentRights' ? 'AGENT' : undefined));
      expect(performance.now() - began).toBeLessThan(5_000);
    },
  );

  it('[S4] refuse a log-in that ended at the other', async () => {
    const email = 'leaving@example.org';
    await addAgent(one, email);
    const { accessToken } = await logIn(other, email);
    const socket = await openSocket(other, accessToken);
    await mutate(one, 'logOut', {}, accessToken);
    expect(await socket.closed).toBe(4403);
    await until(async () => (await kindOf(other, accessToken)) === 'UNAUTHENTICATED', 5_000);
  });

  it('[S6] let no more guesses through than one would, however many come at the same time', async () => {
    const email = 'guessed@example.org';
    await addAgent(one, email);
    const guesses = Array.from({ length: 24 }, (_, i) =>
      mutate(i % 2 === 0 ? one : other, 'logIn', { email, password: `guess number ${i}` }),
    );
    const outcomes = (await Promise.all(guesses)).map(({ __typename }) => __typename);
    expect(outcomes.filter((name) => name === 'WrongCredentials')).toHaveLength(3);
    expect(outcomes.filter((name) => name === 'TooManyAttempts')).toHaveLength(21);
    expect((await mutate(one, 'logIn', { email, password: PASSWORD })).__typename).toBe('TooManyAttempts');
  });
});

it('[S6] spends as much work on an address that nobody has as on a wrong password', async () => {
  const ROUNDS = 6;
  const emails = Array.from({ length: ROUNDS }, (_, i) => `timed-${i}@example.org`);
  for (const email of emails) await addAgent(one, email);
  const attempt = (email: string) => mutate(one, 'logIn', { email, password: 'not the password' });
  await attempt(`warm-${emails[0] ?? ''}`);
  let [wrong, unknown] = [0, 0];
  // In turns, so that whatever else this process does falls on both.
  for (const email of emails) {
    wrong += await cpuTimeOf(() => attempt(email));
    unknown += await cpuTimeOf(() => attempt(`nobody-${email}`));
  }
  // A hash is some 20 ms; without it an attempt takes a tenth.
  expect(unknown / wrong).toBeGreaterThan(0.6);
  expect(unknown / wrong).toBeLessThan(1.6);
});
