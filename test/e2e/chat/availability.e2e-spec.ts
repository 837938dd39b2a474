import { ManualClock } from '@libs/domain';
import { startTestApp, type TestApp } from '@test/support/app.js';
import {
  logIn,
  makeOrganisation,
  type Organisation,
  type TestAgent,
  type TestVisitor,
} from '@test/support/organisation.js';
import { ask, choose, mutate, type Shown } from './presence.stream.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const EVERY_DAY = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const ALWAYS = { zone: 'Etc/UTC', windows: [{ weekdays: EVERY_DAY, opens: '00:00', closes: '24:00' }] };

let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  app = await startTestApp({
    clock: new ManualClock({ frozenAt: new Date('2026-11-20T10:00:00.000Z') }),
    overrides: { chat: { presenceLeaseSeconds: 3600 } },
  });
  org = await makeOrganisation(app);
}, 60_000);
afterAll(() => app.close());
/** Each story begins with nobody there, at a brand that never closes. */
beforeEach(async () => {
  await later(HOUR);
  for (const agent of [org.ann, org.ben, org.sue]) await choose(app, agent, 'OFFLINE');
  await settings({ workingHours: ALWAYS, routingMode: 'BROADCAST', availabilitySeconds: 30 });
});

interface Availability {
  state: string;
  buttonText: string;
  decidedAt: string;
  expiresAt: string;
  reason: string | null;
}

const now = () => app.clock.now().getTime();
const available = (viewer?: { readonly token: string }, brandCode = 'BCW') =>
  ask<Availability>(
    app,
    `{ chatAvailability(brandCode: "${brandCode}") { state buttonText decidedAt expiresAt reason } }`,
    viewer,
  );
/** Lets time pass; access tokens end within minutes. */
const later = async (ms: number) => {
  await app.advance(ms);
  for (const agent of [org.ann, org.ben, org.eve, org.sue, org.ada]) agent.token = await logIn(app, agent.email);
};
const settings = async (change: object) => {
  const answer = await mutate(app, org.ada, 'changeBrandChatSettings', '', { brandCode: 'BCW', ...change });
  expect(answer.__typename).toBe('ChangeBrandChatSettingsSuccess');
  await app.advance(SECOND);
};
const startChat = async (visitor: TestVisitor) => {
  const who = { id: visitor.id, email: '', token: visitor.token };
  const fields = '... on StartChatSuccess { chat { id } } ... on ChatNotAvailable { nextSteps }';
  return mutate(app, who, 'startChat', fields, { text: 'Hello' });
};
const chatId = (started: Shown): string => (started['chat'] as { id: string }).id;
const close = async (agent: TestAgent, id: string) => {
  const closed = await mutate(app, agent, 'closeChat', '', { chatId: id });
  expect(closed.__typename).toBe('CloseChatSuccess');
};
const accept = (agent: TestAgent, id: string) =>
  mutate(app, agent, 'acceptChat', '... on MayNotAcceptChat { cause }', { chatId: id });

describe('the chat button', () => {
  it('[R50] [B4] is live while somebody online has room, and says so to everybody', async () => {
    await choose(app, org.ann, 'ONLINE');
    const live = { state: 'LIVE', buttonText: 'Click for Live Help' };
    for (const viewer of [undefined, await org.visitor()]) expect(await available(viewer)).toMatchObject(live);
  });

  it('[R50] [R52] [D6] offers the message form only when nobody is signed in', async () => {
    expect(await available()).toMatchObject({ state: 'LEAVE_MESSAGE', buttonText: 'Leave a message' });
    await choose(app, org.ann, 'ONLINE');
    expect((await available()).state).toBe('LIVE');
    await choose(app, org.ann, 'OFFLINE');
    expect((await available()).state).toBe('LEAVE_MESSAGE');
    expect(await startChat(await org.visitor())).toMatchObject({
      __typename: 'ChatNotAvailable',
      nextSteps: ['LEAVE_MESSAGE'],
    });
  });

  it('[R32] [R34] [D6] is live when everybody is Away, chosen or by inactivity', async () => {
    await choose(app, org.ann, 'AWAY');
    await choose(app, org.ben, 'ONLINE');
    await later(15 * MINUTE);
    expect(await available(org.ann)).toMatchObject({ state: 'LIVE', reason: 'AGENT_FREE' });
  });

  it('[R37] [D6] is not live when everybody is Invisible', async () => {
    await choose(app, org.ann, 'INVISIBLE');
    await choose(app, org.ben, 'INVISIBLE');
    expect(await available(org.ann)).toMatchObject({ state: 'LEAVE_MESSAGE', reason: 'ALL_INVISIBLE' });
    await choose(app, org.ben, 'ONLINE');
    expect(await available(org.ann)).toMatchObject({ state: 'LIVE', reason: 'AGENT_FREE' });
  });

  it('[R54] [D6] is not live any more when the lease of the last agent ends', async () => {
    await choose(app, org.ann, 'AWAY');
    await app.advance(HOUR - SECOND);
    expect((await available()).state).toBe('LIVE');
    await app.advance(SECOND);
    expect((await available()).state).toBe('LEAVE_MESSAGE');
  });

  it('[R51] [B4] offers to wait when all who are online serve as many chats as they may', async () => {
    await choose(app, org.ann, 'ONLINE');
    const chats: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const id = chatId(await startChat(await org.visitor()));
      expect(await accept(org.ann, id)).toMatchObject({ __typename: 'AcceptChatSuccess' });
      chats.push(id);
    }
    await app.advance(SECOND);
    expect(await available(org.ann)).toMatchObject({
      state: 'WAIT',
      buttonText: 'Click for Live Help',
      reason: 'ALL_BUSY',
    });
    const refused = await startChat(await org.visitor());
    expect(refused).toMatchObject({
      __typename: 'ChatNotAvailable',
      nextSteps: ['WAIT', 'LEAVE_MESSAGE'],
    });
    await choose(app, org.ben, 'ONLINE');
    expect((await available()).state).toBe('LIVE');
    for (const id of chats) await close(org.ann, id);
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
    const day = new Date(now()).getUTCDay();
    return Math.floor(now() / (24 * HOUR)) * 24 * HOUR + (day === 6 ? 7 : 6 - day) * 24 * HOUR;
  };

  it('[R39] [D5] cross midnight, and close the button to the second although somebody is still online', async () => {
    await settings({ workingHours: coverage });
    const closing = nextSaturday();
    await later(closing - now() - 1);
    await choose(app, org.ann, 'ONLINE');
    const last = await available(org.ann);
    expect(last).toMatchObject({ state: 'LIVE', expiresAt: new Date(closing).toISOString() });
    await app.advance(1);
    expect(await available(org.ann)).toMatchObject({ state: 'LEAVE_MESSAGE', reason: 'OUTSIDE_HOURS' });
    expect(await startChat(await org.visitor())).toMatchObject({ __typename: 'ChatNotAvailable' });
  });

  it('[R39] [D5] open the button to the second', async () => {
    await settings({ workingHours: coverage });
    const opening = nextSaturday() + 2 * 24 * HOUR + 5 * HOUR;
    await later(opening - now() - 1);
    await choose(app, org.ann, 'ONLINE');
    expect(await available(org.ann)).toMatchObject({
      state: 'LEAVE_MESSAGE',
      reason: 'OUTSIDE_HOURS',
      expiresAt: new Date(opening).toISOString(),
    });
    await app.advance(1);
    expect(await available(org.ann)).toMatchObject({ state: 'LIVE' });
  });
});

describe('an availability', () => {
  it("[R54] [B4] holds for the brand's list expiry from when it was decided", async () => {
    await settings({ availabilitySeconds: 45 });
    const { decidedAt, expiresAt } = await available();
    expect(decidedAt).toBe(new Date(now()).toISOString());
    expect(Date.parse(expiresAt) - Date.parse(decidedAt)).toBe(45 * SECOND);
  });

  it('[B4] is decided anew after a second at the latest, and served unchanged within it', async () => {
    const first = await available();
    await app.advance(SECOND - 1);
    expect(await available()).toEqual(first);
    await app.advance(1);
    expect(await available()).toMatchObject({ decidedAt: new Date(now()).toISOString() });
  });

  it("tells the reason to the brand's staff only", async () => {
    expect((await available(org.ann)).reason).toBe('NOBODY_SIGNED_IN');
    for (const viewer of [undefined, await org.visitor(), org.eve]) expect((await available(viewer)).reason).toBeNull();
  });

  it('is refused for a brand that does not exist', async () => {
    await expect(available(undefined, 'NONE')).rejects.toThrow('BAD_USER_INPUT');
  });
});

interface Rule {
  status: string;
  routingMode: string;
  visibleOnline: boolean;
  seesRequest: boolean;
  mayAccept: boolean;
  mayBeAssigned: boolean;
  triggersFire: boolean;
}

interface Requests {
  nodes: { id: string; routingDecisions: { assignedTo: string | null }[] }[];
}

describe('the presence table', () => {
  const table = () =>
    ask<Rule[]>(
      app,
      '{ presenceTable { status routingMode visibleOnline seesRequest mayAccept mayBeAssigned triggersFire } }',
      org.ann,
    );
  const yes = (rule: Rule) =>
    (['visibleOnline', 'seesRequest', 'mayAccept', 'mayBeAssigned', 'triggersFire'] as const)
      .map((right) => (rule[right] ? 'yes' : 'no'))
      .join(' ');

  it('[B2] [R31] [R32] [R33] [R35] [R36] [R37] is served as it is, every cell once', async () => {
    expect((await table()).map((rule) => `${rule.status} ${rule.routingMode}: ${yes(rule)}`)).toEqual([
      'ONLINE BROADCAST: yes yes yes no yes',
      'ONLINE ASSIGNED: yes yes yes yes yes',
      'AWAY BROADCAST: yes yes yes no yes',
      'AWAY ASSIGNED: yes yes yes yes yes',
      'INVISIBLE BROADCAST: no yes yes no no',
      'INVISIBLE ASSIGNED: no no no no no',
      'OFFLINE BROADCAST: no no no no no',
      'OFFLINE ASSIGNED: no no no no no',
    ]);
  });

  it.each(
    ['ONLINE', 'AWAY', 'INVISIBLE', 'OFFLINE'].flatMap((status) =>
      ['BROADCAST', 'ASSIGNED'].map((mode) => [status, mode] as const),
    ),
  )('[B2] [R35] [R36] is what happens to an agent who is %s under %s', async (status, routingMode) => {
    await settings({ routingMode });
    await choose(app, org.ben, status);
    const rule = (await table()).find((one) => one.status === status && one.routingMode === routingMode);
    expect((await available()).state !== 'LEAVE_MESSAGE').toBe(rule?.visibleOnline);

    // Where his status alone does not open the button, a colleague does.
    if (!rule?.visibleOnline) await choose(app, org.sue, 'ONLINE');
    const id = chatId(await startChat(await org.visitor()));
    const query = `{ chats(view: REQUESTS) { nodes { id routingDecisions { assignedTo } } } }`;
    const seen = (await ask<Requests>(app, query, org.ben)).nodes;
    expect(seen.some((chat) => chat.id === id)).toBe(rule?.seesRequest);
    const all = (await ask<Requests>(app, query, org.sue)).nodes;
    const decisions = all.find((chat) => chat.id === id)?.routingDecisions ?? [];
    expect(decisions.map(({ assignedTo }) => assignedTo).includes(org.ben.id)).toBe(rule?.mayBeAssigned);
    const accepted = await accept(org.ben, id);
    expect(accepted.__typename).toBe(rule?.mayAccept ? 'AcceptChatSuccess' : 'MayNotAcceptChat');
    if (rule?.mayAccept) await close(org.ben, id);
  });
});
