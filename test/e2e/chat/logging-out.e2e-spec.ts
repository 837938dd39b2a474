import { Database } from '@libs/database';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { until } from '@test/support/foundation.js';
import { logIn, makeOrganisation, type Organisation, type TestAgent } from '@test/support/organisation.js';
import { beat, choose, mutate, nextEvent, presenceOf, presenceStream } from './presence.stream.js';

const MINUTE = 60_000;

let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  app = await startTestApp({ overrides: { chat: { presenceLeaseSeconds: 3600 } } });
  org = await makeOrganisation(app);
}, 60_000);
afterAll(() => app.close());

/** The same agent in a browser more. */
const inAnotherBrowser = async (agent: TestAgent): Promise<TestAgent> => ({
  ...agent,
  token: await logIn(app, agent.email),
});

/** Logs out, and waits until everybody who has to react has done so. */
async function logOut(agent: TestAgent): Promise<void> {
  expect(await mutate(app, agent, 'logOut', '', {})).toMatchObject({ __typename: 'LogOutSuccess' });
  const database = app.app.get(Database, { strict: false });
  await until(async () => (await database.rows('select from delivery')).length === 0);
}

it('[R18] shows an agent who logs out as gone at once, not when his lease would end', async () => {
  const { ann, sue } = org;
  await choose(app, ann, 'ONLINE');
  const stream = await presenceStream(app, sue, 'BCW');
  await logOut(ann);
  expect(await nextEvent(stream)).toMatchObject({
    agentId: ann.id,
    from: 'ONLINE',
    to: 'OFFLINE',
    cause: 'SIGNED_OUT',
  });
  await stream.stop();
  const back = await inAnotherBrowser(ann);
  expect(await presenceOf(app, back)).toMatchObject({ status: 'OFFLINE', leaseExpiresAt: null });
  expect(await beat(app, back, false)).toMatchObject({ __typename: 'NotSignedIn' });
});

it('[R18] keeps an agent there who logs out of one of two browsers, whichever it is', async () => {
  const first = await inAnotherBrowser(org.ben);
  const second = await inAnotherBrowser(org.ben);
  await logOut(org.ben);
  await choose(app, first, 'AWAY');
  await logOut(first);
  expect(await presenceOf(app, second)).toMatchObject({ status: 'AWAY' });
  expect((await beat(app, second, true))['__typename']).not.toBe('NotSignedIn');
  await logOut(second);
  expect(await presenceOf(app, await inAnotherBrowser(org.ben))).toMatchObject({ status: 'OFFLINE' });
});

it('[R18] does not take a browser for the agent in which nothing has run since its access token ended', async () => {
  const forgotten = await inAnotherBrowser(org.eve);
  await choose(app, forgotten, 'ONLINE');
  await app.advance(20 * MINUTE);
  const used = await inAnotherBrowser(org.eve);
  await choose(app, used, 'ONLINE');
  await logOut(used);
  expect(await presenceOf(app, await inAnotherBrowser(org.eve))).toMatchObject({ status: 'OFFLINE' });
});
