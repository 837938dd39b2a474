import type { TestApp } from '@test/support/app.js';
import type { Organisation } from '@test/support/organisation.js';
import { AgentsDay, HOUR, MINUTE, SECOND } from './agents-day.js';
import { accept, available, chatId, close, later, nobodyThere, settings, startChat } from './chat-button.js';
import { choose } from './presence.stream.js';

let day: AgentsDay;
let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  day = await AgentsDay.begin();
  ({ app, org } = day);
}, 60_000);
afterAll(() => app.close());
beforeEach(() => nobodyThere(day));

describe('the chat button', () => {
  it('[R50] [B4] is live while somebody online has room, and says so to everybody', async () => {
    await choose(app, org.ann, 'ONLINE');
    const live = { state: 'LIVE', buttonText: 'Click for Live Help' };
    for (const viewer of [undefined, await org.visitor()]) expect(await available(day, viewer)).toMatchObject(live);
  });

  it('[R50] [R52] [D6] offers the message form only when nobody is signed in', async () => {
    expect(await available(day)).toMatchObject({ state: 'LEAVE_MESSAGE', buttonText: 'Leave a message' });
    await choose(app, org.ann, 'ONLINE');
    expect((await available(day)).state).toBe('LIVE');
    await choose(app, org.ann, 'OFFLINE');
    expect((await available(day)).state).toBe('LEAVE_MESSAGE');
    expect(await startChat(day, await org.visitor())).toMatchObject({
      __typename: 'ChatNotAvailable',
      nextSteps: ['LEAVE_MESSAGE'],
    });
  });

  it('[R32] [R34] [D6] is live when everybody is Away, chosen or by inactivity', async () => {
    await choose(app, org.ann, 'AWAY');
    await choose(app, org.ben, 'ONLINE');
    await later(day, 15 * MINUTE);
    expect(await available(day, org.ann)).toMatchObject({ state: 'LIVE', reason: 'AGENT_FREE' });
  });

  it('[R37] [D6] is not live when everybody is Invisible', async () => {
    await choose(app, org.ann, 'INVISIBLE');
    await choose(app, org.ben, 'INVISIBLE');
    expect(await available(day, org.ann)).toMatchObject({ state: 'LEAVE_MESSAGE', reason: 'ALL_INVISIBLE' });
    await choose(app, org.ben, 'ONLINE');
    expect(await available(day, org.ann)).toMatchObject({ state: 'LIVE', reason: 'AGENT_FREE' });
  });

  it('[R54] [D6] is not live any more when the lease of the last agent ends', async () => {
    await choose(app, org.ann, 'AWAY');
    await app.advance(HOUR - SECOND);
    expect((await available(day)).state).toBe('LIVE');
    await app.advance(SECOND);
    expect((await available(day)).state).toBe('LEAVE_MESSAGE');
  });

  it('[R51] [B4] offers to wait when all who are online serve as many chats as they may', async () => {
    await choose(app, org.ann, 'ONLINE');
    const chats: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const id = chatId(await startChat(day, await org.visitor()));
      expect(await accept(day, org.ann, id)).toMatchObject({ __typename: 'AcceptChatSuccess' });
      chats.push(id);
    }
    await app.advance(SECOND);
    expect(await available(day, org.ann)).toMatchObject({
      state: 'WAIT',
      buttonText: 'Click for Live Help',
      reason: 'ALL_BUSY',
    });
    const refused = await startChat(day, await org.visitor());
    expect(refused).toMatchObject({
      __typename: 'ChatNotAvailable',
      nextSteps: ['WAIT', 'LEAVE_MESSAGE'],
    });
    await choose(app, org.ben, 'ONLINE');
    expect((await available(day)).state).toBe('LIVE');
    for (const id of chats) await close(day, org.ann, id);
  });
});

describe('working hours', () => {
  /** 07:00 to 02:00 of the next day, Monday to Friday, at UTC+2. */
  const coverage = {
    zone: 'Etc/GMT-2',
    windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI'], opens: '07:00', closes: '02:00' }],
  };
  /** The next Saturday 00:00 UTC, which is 02:00 at UTC+2. */
  const nextSaturday = () => {
    const weekday = new Date(day.now()).getUTCDay();
    return Math.floor(day.now() / (24 * HOUR)) * 24 * HOUR + (weekday === 6 ? 7 : 6 - weekday) * 24 * HOUR;
  };

  it('[R39] [D5] cross midnight, and close the button to the second although somebody is still online', async () => {
    await settings(day, { workingHours: coverage });
    const closing = nextSaturday();
    await later(day, closing - day.now() - 1);
    await choose(app, org.ann, 'ONLINE');
    const last = await available(day, org.ann);
    expect(last).toMatchObject({ state: 'LIVE', expiresAt: new Date(closing).toISOString() });
    await app.advance(1);
    expect(await available(day, org.ann)).toMatchObject({ state: 'LEAVE_MESSAGE', reason: 'OUTSIDE_HOURS' });
    expect(await startChat(day, await org.visitor())).toMatchObject({ __typename: 'ChatNotAvailable' });
  });

  it('[R39] [D5] open the button to the second', async () => {
    await settings(day, { workingHours: coverage });
    const opening = nextSaturday() + 2 * 24 * HOUR + 5 * HOUR;
    await later(day, opening - day.now() - 1);
    await choose(app, org.ann, 'ONLINE');
    expect(await available(day, org.ann)).toMatchObject({
      state: 'LEAVE_MESSAGE',
      reason: 'OUTSIDE_HOURS',
      expiresAt: new Date(opening).toISOString(),
    });
    await app.advance(1);
    expect(await available(day, org.ann)).toMatchObject({ state: 'LIVE' });
  });
});

describe('an availability', () => {
  it("[R54] [B4] holds for the brand's list expiry from when it was decided", async () => {
    await settings(day, { availabilitySeconds: 45 });
    const { decidedAt, expiresAt } = await available(day);
    expect(decidedAt).toBe(new Date(day.now()).toISOString());
    expect(Date.parse(expiresAt) - Date.parse(decidedAt)).toBe(45 * SECOND);
  });

  it('[B4] is decided anew after a second at the latest, and served unchanged within it', async () => {
    const first = await available(day);
    await app.advance(SECOND - 1);
    expect(await available(day)).toEqual(first);
    await app.advance(1);
    expect(await available(day)).toMatchObject({ decidedAt: new Date(day.now()).toISOString() });
  });

  it("tells the reason to the brand's staff only", async () => {
    expect((await available(day, org.ann)).reason).toBe('NOBODY_SIGNED_IN');
    for (const viewer of [undefined, await org.visitor(), org.eve])
      expect((await available(day, viewer)).reason).toBeNull();
  });

  it('is refused for a brand that does not exist', async () => {
    await expect(available(day, undefined, 'NONE')).rejects.toThrow('BAD_USER_INPUT');
  });
});
