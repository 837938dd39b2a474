import { startTestApp, type TestApp } from '@test/support/app.js';
import { addAgent, logIn, mutate } from './staff.js';

let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await startTestApp();
  await addAgent(app, 'admin@example.org', { roles: ['ADMIN'] });
  admin = (await logIn(app, 'admin@example.org')).accessToken;
}, 60_000);

afterAll(() => app.close());

describe('personal settings', () => {
  it('[R22] are each agent’s own: sounds, volume, notifications, time zone, language, name', async () => {
    await addAgent(app, 'tuner@example.org');
    const { accessToken } = await logIn(app, 'tuner@example.org');
    const settings = {
      requestSound: 'KNOCK',
      messageSound: 'NONE',
      volume: 35,
      desktopNotifications: false,
      timeZone: 'Europe/Kyiv',
      locale: 'uk',
    };
    const outcome = await mutate(app, 'changeMySettings', { ...settings, displayName: 'Tuner' }, accessToken);
    expect(outcome).toMatchObject({ settings, agent: { displayName: 'Tuner' } });
    const document = '{ me { settings { requestSound messageSound volume desktopNotifications timeZone locale } } }';
    const { data } = await app.graphql<{ me: { settings: object } }>(document, {}, accessToken);
    expect(data?.me.settings).toEqual(settings);
    const others = await app.graphql<{ me: { settings: { volume: number } } }>(
      '{ me { settings { volume } } }',
      {},
      admin,
    );
    expect(others.data?.me.settings.volume).toBe(70);
  });

  it.each([
    ['volume', { volume: 101 }],
    ['timeZone', { timeZone: 'Nowhere/Town' }],
    ['locale', { locale: '?' }],
    ['displayName', { displayName: '' }],
  ])('[R22] refuse a wrong %s and change nothing', async (field, input) => {
    const both = { requestSound: 'BELL', ...input };
    expect(await mutate(app, 'changeMySettings', both, admin)).toMatchObject({ __typename: 'InvalidInput', field });
    const { data } = await app.graphql('{ me { settings { requestSound } } }', {}, admin);
    expect(data).toEqual({ me: { settings: { requestSound: 'RING' } } });
  });
});
