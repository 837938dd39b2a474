import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Database } from '@libs/database';
import { Passwords } from '@src/identity/authentication/passwords.js';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { until, withConnection } from '@test/support/foundation.js';
import { addAgent, kindOf, logIn, mutate, type Outcome, PASSWORD } from './staff.js';

let app: TestApp;
const EMAIL = 'ann@example.org';

beforeAll(async () => {
  app = await startTestApp({ overrides: { identity: { attemptsPerEmailAndAddress: 3, attemptsPerEmailAndDay: 6 } } });
  await addAgent(app, 'admin@example.org', { roles: ['ADMIN'] });
  await addAgent(app, EMAIL);
}, 60_000);

afterAll(() => app.close());

beforeEach(() => app.app.get(Database).rows('delete from log_in_attempt'));

const logInWith = (input: object): Promise<Outcome> =>
  mutate(app, 'logIn', { email: EMAIL, password: PASSWORD, ...input });

/** What comes of something that is begun when another password has been set, but not yet committed. */
async function whilePasswordChanges(agentId: string, begin: () => Promise<Outcome>): Promise<Outcome> {
  const waiting = `select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query ~ '\\magent\\M'`;
  return withConnection(app.databaseUrl, async (other) => {
    await other.query('begin');
    await other.query(`update agent set password_hash = 'another' where id = $1`, [agentId]);
    let isOver = false;
    const begun = begin().finally(() => (isOver = true));
    await until(async () => isOver || (await app.app.get(Database).rows(waiting)).length > 0);
    await other.query('commit');
    return begun;
  });
}

describe('logging in', () => {
  it('[R18] lets an agent in with email address and password, whatever the case of the address', async () => {
    const outcome = await logInWith({ email: ' ANN@Example.org ' });
    expect(outcome).toMatchObject({ __typename: 'LogInSuccess', agent: { email: EMAIL } });
    expect(await kindOf(app, outcome.tokens.accessToken)).toBe('STAFF');
    const minutes = (Date.parse(outcome.tokens.accessTokenExpiresAt) - app.clock.now().getTime()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
  });

  it('[B6] gives the same answer, tokens included, to the same client key, and opens one log-in only', async () => {
    const clientKey = randomUUID();
    const first = await logInWith({ clientKey });
    await app.advance(5_000);
    expect(await logInWith({ clientKey })).toEqual(first);
    const rows = await app.app.get(Database).rows("select 1 from client_key where answer::text ~ 'prt_|eyJ' ");
    expect(rows).toEqual([]);
  });

  it('[S6] refuses a password that is changed while it is being checked', async () => {
    const email = `changing-${randomUUID()}@example.org`;
    const id = await addAgent(app, email);
    const outcome = await whilePasswordChanges(id, () => logInWith({ email }));
    expect(outcome.__typename).toBe('WrongCredentials');
    expect(await app.app.get(Database).rows('select 1 from agent_session where agent_id = $1', [id])).toEqual([]);
  });

  it('[B6] refuses a client key that comes again with another password, and keeps no hash of the password alone', async () => {
    const clientKey = randomUUID();
    await logInWith({ clientKey });
    expect((await logInWith({ clientKey, password: 'another password' })).__typename).toBe('ClientKeyReused');
  });

  it('[S6] answers alike to an unknown address, a wrong password and a closed account, after the same number of hashes', async () => {
    const closed = await addAgent(app, `closed-${randomUUID()}@example.org`);
    const admin = await logIn(app, 'admin@example.org');
    const { agent } = await mutate(app, 'closeAgentAccount', { agentId: closed }, admin.accessToken);
    const fits = jest.spyOn(app.app.get(Passwords, { strict: false }), 'fits');
    const verified: number[] = [];
    const outcomes: Outcome[] = [];
    for (const input of [{ password: 'a wrong password' }, { email: 'nobody@example.org' }, { email: agent.email }]) {
      outcomes.push(await logInWith(input));
      verified.push(fits.mock.calls.length);
    }
    expect(verified).toEqual([1, 2, 3]);
    expect(outcomes.map(({ __typename }) => __typename)).toEqual(Array(3).fill('WrongCredentials'));
    expect(new Set(outcomes.map(({ reason }) => reason)).size).toBe(1);
    fits.mockRestore();
  });

  it.each([
    ['email', { email: 'no address' }],
    ['email', { email: 'a\0b@example.org' }],
    ['email', { email: `${'x'.repeat(255)}@example.org` }],
    ['password', { password: '' }],
    ['password', { password: 'x'.repeat(129) }],
    ['clientKey', { clientKey: 'short' }],
  ])('names the field of bad input: %s', async (field, input) => {
    expect(await logInWith(input)).toMatchObject({ __typename: 'InvalidInput', field });
  });
});

describe('limits', () => {
  it('[S6] counts every alias of one request as an attempt of its own', async () => {
    const field = (i: number): string =>
      `a${i}: logIn(input: { clientKey: "${randomUUID()}", email: "${EMAIL}", password: "guess ${i}" }) {
         __typename ... on TooManyAttempts { retryAfterSeconds } }`;
    const { data } = await app.graphql<Record<string, Outcome>>(
      `mutation { ${[1, 2, 3, 4, 5].map(field).join('\n')} }`,
    );
    const names = Object.values(data ?? {}).map(({ __typename }) => __typename);
    expect(names).toEqual([
      'WrongCredentials',
      'WrongCredentials',
      'WrongCredentials',
      'TooManyAttempts',
      'TooManyAttempts',
    ]);
    expect(data?.['a5']?.retryAfterSeconds).toBeGreaterThan(0);
  });

  it('[S6] refuses even the right password when the attempts are used up', async () => {
    for (let i = 0; i < 3; i += 1) await logInWith({ password: `guess ${i}` });
    expect(await logInWith({})).toMatchObject({ __typename: 'TooManyAttempts' });
  });

  it('[S6] spends no hash on an attempt beyond the limit', async () => {
    for (let i = 0; i < 3; i += 1) await logInWith({ password: `guess ${i}` });
    const fits = jest.spyOn(app.app.get(Passwords, { strict: false }), 'fits');
    await logInWith({});
    expect(fits).not.toHaveBeenCalled();
    fits.mockRestore();
  });

  it('[S6] does not count against somebody what he did right', async () => {
    for (let i = 0; i < 8; i += 1) expect((await logInWith({})).__typename).toBe('LogInSuccess');
  });

  it('[S6] lets the owner in from a device that he has used before, while an attacker has used up all attempts', async () => {
    const { deviceToken } = await logIn(app, EMAIL);
    for (let i = 0; i < 8; i += 1) await logInWith({ password: `guess ${i}` });
    expect((await logInWith({})).__typename).toBe('TooManyAttempts');
    expect((await logInWith({ deviceToken })).__typename).toBe('LogInSuccess');
  });

  it('[S6] limits attempts from a known device too', async () => {
    const { deviceToken } = await logIn(app, EMAIL);
    for (let i = 0; i < 3; i += 1) await logInWith({ deviceToken, password: `guess ${i}` });
    expect((await logInWith({ deviceToken })).__typename).toBe('TooManyAttempts');
  });

  it('[S6] takes nobody’s word for a device: neither a forged token nor that of another person', async () => {
    const { deviceToken: ofAdmin } = await logIn(app, 'admin@example.org');
    for (let i = 0; i < 3; i += 1) await logInWith({ password: `guess ${i}` });
    expect((await logInWith({ deviceToken: ofAdmin })).__typename).toBe('TooManyAttempts');
    expect((await logInWith({ deviceToken: `${ofAdmin.slice(0, -4)}AAAA` })).__typename).toBe('TooManyAttempts');
  });

  it('[S6] does not let the old password set a new one after it has been changed meanwhile', async () => {
    const email = `resetting-${randomUUID()}@example.org`;
    const id = await addAgent(app, email);
    const { accessToken } = await logIn(app, email);
    const input = { currentPassword: PASSWORD, newPassword: 'a password of a thief' };
    const outcome = await whilePasswordChanges(id, () => mutate(app, 'changeMyPassword', input, accessToken));
    expect(outcome.__typename).toBe('WrongCredentials');
    const [row] = await app.app.get(Database).rows('select password_hash as hash from agent where id = $1', [id]);
    expect(row).toEqual({ hash: 'another' });
  });

  it('[S6] counts guesses of one’s own password when changing it', async () => {
    const { accessToken } = await logIn(app, EMAIL);
    const change = (i: number) =>
      mutate(app, 'changeMyPassword', { currentPassword: `guess ${i}`, newPassword: 'a new password' }, accessToken);
    const outcomes: string[] = [];
    for (let i = 0; i < 4; i += 1) outcomes.push((await change(i)).__typename);
    expect(outcomes).toEqual(['WrongCredentials', 'WrongCredentials', 'WrongCredentials', 'TooManyAttempts']);
  });
});
