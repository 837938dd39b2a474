import { Timers } from '@libs/timers';
import type { TestApp } from '@test/support/app.js';
import { key, type Organisation } from '@test/support/organisation.js';
import { AgentsDay, MINUTE } from './agents-day.js';
import { beat, changeVolume, choose, mutate, nextEvent, presenceOf, presenceStream } from './presence.stream.js';

let day: AgentsDay;
let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  day = await AgentsDay.begin();
  ({ app, org } = day);
}, 60_000);
afterAll(() => app.close());
afterEach(async () => {
  await day.later(MINUTE, org.ann, org.ben, org.sue);
  await choose(app, org.ann, 'OFFLINE');
  day.newStory();
});

describe('inactivity', () => {
  it('[R34] turns Online into Away when 15 minutes are full, decided and told once by the server', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    await choose(app, org.ann, 'ONLINE');
    await nextEvent(stream);
    await day.later(15 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await day.later(1, org.ann);
    const at = day.after(15 * MINUTE);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY', chosen: 'ONLINE', since: at });
    expect(await nextEvent(stream)).toMatchObject({
      agentId: org.ann.id,
      from: 'ONLINE',
      to: 'AWAY',
      cause: 'INACTIVE',
      at,
    });
    await day.later(MINUTE, org.ann);
    await app.app.get(Timers).fireDue();
    await choose(app, org.ann, 'OFFLINE');
    expect(await nextEvent(stream)).toMatchObject({ from: 'AWAY', to: 'OFFLINE', cause: 'SIGNED_OUT' });
  });

  it('[D6] counts neither reads nor an open socket nor a heartbeat without a person as activity', async () => {
    await choose(app, org.ann, 'ONLINE');
    await presenceStream(app, org.ann, 'BCW');
    await day.later(10 * MINUTE, org.ann);
    await presenceOf(app, org.ann);
    const kept = await beat(app, org.ann, false);
    expect(kept).toMatchObject({ status: 'ONLINE' });
    await day.later(5 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    expect(await beat(app, org.ann, false)).toMatchObject({ status: 'AWAY' });
  });

  it('[D6] counts a heartbeat that says the person acted', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    await choose(app, org.ann, 'ONLINE');
    await day.later(10 * MINUTE, org.ann);
    await beat(app, org.ann, true);
    await day.later(15 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await day.later(1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    expect(await beat(app, org.ann, true)).toMatchObject({ status: 'ONLINE' });
    const told = [await nextEvent(stream), await nextEvent(stream), await nextEvent(stream)];
    expect(told.map(({ to, cause }) => `${String(to)} ${String(cause)}`)).toEqual([
      'ONLINE CHOSEN',
      'AWAY INACTIVE',
      'ONLINE ACTIVE',
    ]);
  });

  it('[D6] counts every mutation by the agent, done or refused, and goes on from there', async () => {
    await choose(app, org.ann, 'ONLINE');
    await day.later(14 * MINUTE, org.ann);
    await changeVolume(app, org.ann, 30);
    await day.later(14 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    expect((await changeVolume(app, org.ann, 3000)).__typename).toBe('InvalidInput');
    await day.later(15 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await day.later(1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
  });

  it('[D6] ends with the next mutation, which tells colleagues, and a repeated one is none', async () => {
    await choose(app, org.ann, 'ONLINE');
    const once = key();
    await changeVolume(app, org.ann, 30, once);
    await day.later(16 * MINUTE, org.ann, org.ben);
    const stream = await presenceStream(app, org.ben, 'BCW');
    await changeVolume(app, org.ann, 30, once);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    await changeVolume(app, org.ann, 31);
    const at = day.after(16 * MINUTE);
    expect(await nextEvent(stream)).toMatchObject({ from: 'AWAY', to: 'ONLINE', cause: 'ACTIVE', at });
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE', since: at });
    await day.later(15 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
  });

  it('[D6] ends with a message to a visitor, or with typing one, which tells colleagues', async () => {
    await choose(app, org.ann, 'ONLINE');
    const visitor = { ...org.ann, ...(await org.visitor()) };
    const started = await mutate(app, visitor, 'startChat', '... on StartChatSuccess { chat { id } }', {
      text: 'Hello',
    });
    const chatId = (started['chat'] as { id: string }).id;
    await mutate(app, org.ann, 'acceptChat', '', { chatId });
    const write = (text: string) => mutate(app, org.ann, 'sendChatMessage', '', { chatId, text });
    await day.later(14 * MINUTE, org.ann);
    expect((await write('One moment, please.')).__typename).toBe('SendChatMessageSuccess');
    await day.later(14 * MINUTE, org.ann, org.ben);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await day.later(MINUTE, org.ann, org.ben);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    const stream = await presenceStream(app, org.ben, 'BCW');
    expect((await write('Here I am.')).__typename).toBe('SendChatMessageSuccess');
    expect(await nextEvent(stream)).toMatchObject({
      from: 'AWAY',
      to: 'ONLINE',
      cause: 'ACTIVE',
      at: day.after(29 * MINUTE),
    });
    await day.later(15 * MINUTE, org.ann);
    expect(await nextEvent(stream)).toMatchObject({ to: 'AWAY', cause: 'INACTIVE' });
    await mutate(app, org.ann, 'signalTyping', '', { chatId, isTyping: true });
    expect(await nextEvent(stream)).toMatchObject({ to: 'ONLINE', cause: 'ACTIVE', at: day.after(44 * MINUTE) });
    await mutate(app, org.ann, 'closeChat', '', { chatId });
  });

  it('[R32] [R33] leaves a chosen Away and Invisible as they are, whatever the agent does', async () => {
    for (const status of ['AWAY', 'INVISIBLE']) {
      await choose(app, org.ann, status);
      await day.later(16 * MINUTE, org.ann);
      await changeVolume(app, org.ann, 32);
      expect(await presenceOf(app, org.ann)).toMatchObject({ status, chosen: status });
    }
  });
});
