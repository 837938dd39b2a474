import { randomUUID } from 'node:crypto';
import { Database } from '@libs/database';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { addAgent, attempt, kindOf, logIn, mutate, type Outcome } from './staff.js';

let app: TestApp;
const EMAIL = 'ann@example.org';

beforeAll(async () => {
  app = await startTestApp();
  await addAgent(app, 'admin@example.org', { roles: ['ADMIN'] });
  await addAgent(app, EMAIL);
}, 60_000);

afterAll(() => app.close());

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
