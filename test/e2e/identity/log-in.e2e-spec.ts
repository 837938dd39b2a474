import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Database } from '@libs/database';
import { Passwords } from '@src/identity/authentication/passwords.js';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { until, withConnection } from '@test/support/foundation.js';
import { addAgent, attempt, kindOf, logIn, mutate, type Outcome, PASSWORD } from './staff.js';

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

describe('a log-in', () => {
  beforeEach(() => app.app.get(Database).rows('delete from log_in_attempt'));
  const refresh = (refreshToken: string, clientKey: string = randomUUID()): Promise<Outcome> =>
    mutate(app, 'refreshSession', { refreshToken, clientKey });

  it('[S5] goes on with new tokens, each refresh token good once', async () => {
    const first = await logIn(app, EMAIL);
    await app.advance(60_000);
    const second = await refresh(first.refreshToken);
    expect(second.tokens.refreshToken).not.toBe(first.refreshToken);
    expect(await kindOf(app, second.tokens.accessToken)).toBe('STAFF');
    expect((await refresh(second.tokens.refreshToken)).__typename).toBe('RefreshSessionSuccess');
  });

  it('[S5] ends with all its tokens when a used refresh token comes again', async () => {
    const first = await logIn(app, EMAIL);
    const second = await refresh(first.refreshToken);
    expect((await refresh(first.refreshToken)).__typename).toBe('InvalidRefreshToken');
    expect((await refresh(second.tokens.refreshToken)).__typename).toBe('InvalidRefreshToken');
    await app.advance(5_000);
    expect(await kindOf(app, second.tokens.accessToken)).toBe('UNAUTHENTICATED');
    const [ended] = await app.app
      .get(Database)
      .rows(
        "select payload->>'cause' as cause from fact where type = 'AgentSessionEnded' order by position desc limit 1",
      );
    expect(ended).toEqual({ cause: 'REPLAYED' });
  });

  it('[S5] ends only itself: another log-in of the same person lives on', async () => {
    const [stolen, other] = [await logIn(app, EMAIL), await logIn(app, EMAIL)];
    await refresh(stolen.refreshToken);
    await refresh(stolen.refreshToken);
    expect((await refresh(other.refreshToken)).__typename).toBe('RefreshSessionSuccess');
  });

  it('[B6] gives the same tokens to a refresh that is sent again with the same client key', async () => {
    const { refreshToken } = await logIn(app, EMAIL);
    const clientKey = randomUUID();
    const answers = [await refresh(refreshToken, clientKey), await refresh(refreshToken, clientKey)];
    expect(answers[1]).toEqual(answers[0]);
    expect((await refresh(answers[0]?.tokens.refreshToken ?? '')).__typename).toBe('RefreshSessionSuccess');
  });

  it('[S5] gives one answer of two when the same token is used twice at once, and ends', async () => {
    const { refreshToken } = await logIn(app, EMAIL);
    const outcomes = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    const won = outcomes.filter(({ __typename }) => __typename === 'RefreshSessionSuccess');
    expect(won).toHaveLength(1);
    expect((await refresh(won[0]?.tokens.refreshToken ?? '')).__typename).toBe('InvalidRefreshToken');
  });

  it('[S5] refuses forged and foreign text as refresh token', async () => {
    const { refreshToken, accessToken, deviceToken } = await logIn(app, EMAIL);
    const [id = '', generation, seal] = refreshToken.split('.');
    for (const text of [
      `${id}.${Number(generation) + 1}.${seal}`,
      accessToken,
      deviceToken,
      '',
      'prt_..',
      'x'.repeat(5000),
    ])
      expect((await refresh(text)).__typename).toBe('InvalidRefreshToken');
    expect((await refresh(refreshToken)).__typename).toBe('RefreshSessionSuccess');
  });

  it('[S5] ends when nobody refreshes it for 30 days, and after 90 days in any case', async () => {
    const idle = await logIn(app, EMAIL);
    let busy = (await logIn(app, EMAIL)).refreshToken;
    const days = 86_400_000;
    for (let day = 0; day < 80; day += 20) {
      await app.advance(20 * days);
      const outcome = await refresh(busy);
      expect(outcome.__typename).toBe('RefreshSessionSuccess');
      busy = outcome.tokens.refreshToken;
    }
    expect((await refresh(idle.refreshToken)).__typename).toBe('InvalidRefreshToken');
    await app.advance(11 * days);
    expect((await refresh(busy)).__typename).toBe('InvalidRefreshToken');
  });

  it('is listed until its owner ends it, and nobody else can', async () => {
    const [mine, phone] = [await logIn(app, EMAIL), await logIn(app, EMAIL)];
    const stranger = await logIn(app, 'admin@example.org');
    const list = async () => {
      const document = '{ mySessions(first: 100) { nodes { id isCurrent userAgent } } }';
      const { data } = await app.graphql<{ mySessions: { nodes: { id: string; isCurrent: boolean }[] } }>(
        document,
        {},
        mine.accessToken,
      );
      return data?.mySessions.nodes ?? [];
    };
    const [newest, current] = await list();
    expect([newest?.isCurrent, current?.isCurrent]).toEqual([false, true]);
    const end = (token: string, sessionId = newest?.id) => mutate(app, 'endSession', { sessionId }, token);
    expect(await end(stranger.accessToken)).toMatchObject({ __typename: 'NotFound', field: 'sessionId' });
    expect(await end(mine.accessToken, 'no id')).toMatchObject({ __typename: 'NotFound', field: 'sessionId' });
    expect((await end(mine.accessToken)).__typename).toBe('EndSessionSuccess');
    expect((await list()).map(({ id }) => id)).not.toContain(newest?.id);
    expect((await refresh(phone.refreshToken)).__typename).toBe('InvalidRefreshToken');
  });

  it('ends by logging out', async () => {
    const tokens = await logIn(app, EMAIL);
    expect((await mutate(app, 'logOut', {}, tokens.accessToken)).__typename).toBe('LogOutSuccess');
    await app.advance(5_000);
    expect(await kindOf(app, tokens.accessToken)).toBe('UNAUTHENTICATED');
    expect((await refresh(tokens.refreshToken)).__typename).toBe('InvalidRefreshToken');
    const { errors } = await attempt(app, 'logOut', {});
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});
