import { Database } from '@libs/database';
import { ManualClock } from '@libs/domain';
import { Timers } from '@libs/timers';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { key, logIn, makeOrganisation, type Organisation, type TestAgent } from '@test/support/organisation.js';
import { beat, choose, mutate, nextEvent, plan, presenceOf, presenceStream } from './presence.stream.js';

const MINUTE = 60_000;

const CHANGES = `
select sequence, payload ->> 'from' as "from", payload ->> 'to' as "to" from fact
where type = 'AgentPresenceChanged' and payload ->> 'agentId' = $1 order by sequence`;
const SIGN_IN = 'mutation ($input: SetMyStatusInput!) { setMyStatus(input: $input) { __typename } }';

let app: TestApp;
let org: Organisation;
let start: number;
let loggedInAt: Map<TestAgent, number>;

beforeAll(async () => {
  app = await startTestApp({
    clock: new ManualClock({ frozenAt: new Date('2026-11-20T10:00:00.000Z') }),
    overrides: { chat: { presenceLeaseSeconds: 3600 } },
  });
  org = await makeOrganisation(app);
  start = app.clock.now().getTime();
  loggedInAt = new Map([org.ann, org.ben, org.sue].map((agent) => [agent, start]));
}, 60_000);
afterAll(() => app.close());
afterEach(async () => {
  await later(MINUTE, org.ann, org.ben, org.sue);
  await choose(app, org.ann, 'OFFLINE');
  start = app.clock.now().getTime();
});

/** An instant of the story, counted from its start. */
const after = (ms: number): string => new Date(start + ms).toISOString();
const change = (agent: TestAgent, volume: number, clientKey = key()) =>
  mutate(app, agent, 'changeMySettings', '', { volume, clientKey });

/** Lets time pass. Access tokens end sooner than some of these stories; logging in is no mutation by the agent: nobody is known before it. */
const later = async (ms: number, ...agents: TestAgent[]) => {
  await app.advance(ms);
  const now = app.clock.now().getTime();
  for (const agent of agents) {
    if (now - (loggedInAt.get(agent) ?? 0) < 10 * MINUTE) continue;
    agent.token = await logIn(app, agent.email);
    loggedInAt.set(agent, now);
  }
};

describe('signing in to chat', () => {
  it('[R18] lets an agent who has logged in verify that he is not online yet, and then that he is', async () => {
    const never = { status: 'OFFLINE', chosen: 'OFFLINE', since: null, leaseExpiresAt: null };
    expect(await presenceOf(app, org.eve)).toMatchObject(never);
    expect(await choose(app, org.eve, 'ONLINE')).toEqual({
      __typename: 'MyPresence',
      status: 'ONLINE',
      chosen: 'ONLINE',
      since: after(0),
      leaseExpiresAt: after(60 * MINUTE),
      heartbeatSeconds: 1200,
      maxChats: 4,
      activeChats: 0,
      shift: null,
    });
    expect(await presenceOf(app, org.eve)).toMatchObject({ status: 'ONLINE', chosen: 'ONLINE' });
  });

  it('[R31] tells colleagues once, also when the client asks twice with one key', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    const once = key();
    await choose(app, org.ann, 'ONLINE', once);
    await choose(app, org.ann, 'ONLINE', once);
    await choose(app, org.ann, 'ONLINE');
    await choose(app, org.ann, 'AWAY');
    const change = { __typename: 'AgentPresenceChanged', agentId: org.ann.id, displayName: 'Ann', at: after(0) };
    expect(await nextEvent(stream)).toEqual({ ...change, from: 'OFFLINE', to: 'ONLINE', cause: 'CHOSEN' });
    expect(await nextEvent(stream)).toEqual({ ...change, from: 'ONLINE', to: 'AWAY', cause: 'CHOSEN' });
    await choose(app, org.ann, 'OFFLINE');
    expect(await nextEvent(stream)).toEqual({ ...change, from: 'AWAY', to: 'OFFLINE', cause: 'SIGNED_OUT' });
  });

  it('makes one presence when two clients of an agent sign in at the same time', async () => {
    const answers = await Promise.all([
      choose(app, org.ann, 'ONLINE'),
      choose(app, org.ann, 'ONLINE'),
      choose(app, org.ann, 'AWAY'),
    ]);
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array(3).fill('MyPresence'));
  });

  it('[R31] tells a chain of changes in which each begins where the last one ended, whatever happens at once', async () => {
    const changes = ['ONLINE', 'AWAY', 'INVISIBLE', 'OFFLINE', 'ONLINE'];
    for (let round = 0; round < 4; round += 1) {
      app.clock.advance(16 * MINUTE);
      org.ann.token = await logIn(app, org.ann.email);
      await Promise.all([
        ...changes.map((status) => choose(app, org.ann, status)),
        ...[true, false].map((acted) => beat(app, org.ann, acted)),
        change(org.ann, round),
        app.app.get(Timers).fireDue(),
      ]);
      await choose(app, org.ann, 'ONLINE');
    }
    const told = await app.app
      .get(Database)
      .rows<{ from: string; to: string; sequence: number }>(CHANGES, [org.ann.id]);
    expect(told.length).toBeGreaterThan(4);
    expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, i) => i + 1));
    expect(told.map(({ from }) => from)).toEqual(['OFFLINE', ...told.slice(0, -1).map(({ to }) => to)]);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: told.at(-1)?.to });
    loggedInAt.set(org.ann, app.clock.now().getTime());
  });

  it('is for staff only', async () => {
    const visitor = await org.visitor();
    const { errors } = await app.graphql(SIGN_IN, { input: { clientKey: key(), status: 'ONLINE' } }, visitor.token);
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    const nobody = await app.graphql(SIGN_IN, { input: { clientKey: key(), status: 'ONLINE' } });
    expect(nobody.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});

describe('inactivity', () => {
  it('[R34] turns Online into Away when 15 minutes are full, decided and told once by the server', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    await choose(app, org.ann, 'ONLINE');
    await nextEvent(stream);
    await later(15 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await later(1, org.ann);
    const at = after(15 * MINUTE);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY', chosen: 'ONLINE', since: at });
    expect(await nextEvent(stream)).toMatchObject({
      agentId: org.ann.id,
      from: 'ONLINE',
      to: 'AWAY',
      cause: 'INACTIVE',
      at,
    });
    await later(MINUTE, org.ann);
    await app.app.get(Timers).fireDue();
    await choose(app, org.ann, 'OFFLINE');
    expect(await nextEvent(stream)).toMatchObject({ from: 'AWAY', to: 'OFFLINE', cause: 'SIGNED_OUT' });
  });

  it('[D6] counts neither reads nor an open socket nor a heartbeat without a person as activity', async () => {
    await choose(app, org.ann, 'ONLINE');
    await presenceStream(app, org.ann, 'BCW');
    await later(10 * MINUTE, org.ann);
    await presenceOf(app, org.ann);
    const kept = await beat(app, org.ann, false);
    expect(kept).toMatchObject({ status: 'ONLINE' });
    await later(5 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    expect(await beat(app, org.ann, false)).toMatchObject({ status: 'AWAY' });
  });

  it('[D6] counts a heartbeat that says the person acted', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    await choose(app, org.ann, 'ONLINE');
    await later(10 * MINUTE, org.ann);
    await beat(app, org.ann, true);
    await later(15 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await later(1, org.ann);
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
    await later(14 * MINUTE, org.ann);
    await change(org.ann, 30);
    await later(14 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    expect((await change(org.ann, 3000)).__typename).toBe('InvalidInput');
    await later(15 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await later(1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
  });

  it('[D6] ends with the next mutation, which tells colleagues, and a repeated one is none', async () => {
    await choose(app, org.ann, 'ONLINE');
    const once = key();
    await change(org.ann, 30, once);
    await later(16 * MINUTE, org.ann, org.ben);
    const stream = await presenceStream(app, org.ben, 'BCW');
    await change(org.ann, 30, once);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    await change(org.ann, 31);
    const at = after(16 * MINUTE);
    expect(await nextEvent(stream)).toMatchObject({ from: 'AWAY', to: 'ONLINE', cause: 'ACTIVE', at });
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE', since: at });
    await later(15 * MINUTE, org.ann);
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
    await later(14 * MINUTE, org.ann);
    expect((await write('One moment, please.')).__typename).toBe('SendChatMessageSuccess');
    await later(14 * MINUTE, org.ann, org.ben);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await later(MINUTE, org.ann, org.ben);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    const stream = await presenceStream(app, org.ben, 'BCW');
    expect((await write('Here I am.')).__typename).toBe('SendChatMessageSuccess');
    expect(await nextEvent(stream)).toMatchObject({
      from: 'AWAY',
      to: 'ONLINE',
      cause: 'ACTIVE',
      at: after(29 * MINUTE),
    });
    await later(15 * MINUTE, org.ann);
    expect(await nextEvent(stream)).toMatchObject({ to: 'AWAY', cause: 'INACTIVE' });
    await mutate(app, org.ann, 'signalTyping', '', { chatId, isTyping: true });
    expect(await nextEvent(stream)).toMatchObject({ to: 'ONLINE', cause: 'ACTIVE', at: after(44 * MINUTE) });
    await mutate(app, org.ann, 'closeChat', '', { chatId });
  });

  it('[R32] [R33] leaves a chosen Away and Invisible as they are, whatever the agent does', async () => {
    for (const status of ['AWAY', 'INVISIBLE']) {
      await choose(app, org.ann, status);
      await later(16 * MINUTE, org.ann);
      await change(org.ann, 32);
      expect(await presenceOf(app, org.ann)).toMatchObject({ status, chosen: status });
    }
  });
});

describe('a lease', () => {
  it('[D6] ends without a heartbeat, and then no heartbeat revives it but a new choice does', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    await choose(app, org.ann, 'AWAY');
    await later(60 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    await later(1, org.ann);
    const at = after(60 * MINUTE);
    expect(await presenceOf(app, org.ann)).toMatchObject({
      status: 'OFFLINE',
      chosen: 'AWAY',
      since: at,
      leaseExpiresAt: null,
    });
    expect((await beat(app, org.ann, true)).__typename).toBe('NotSignedIn');
    await choose(app, org.ann, 'ONLINE');
    await nextEvent(stream);
    expect(await nextEvent(stream)).toMatchObject({ from: 'AWAY', to: 'OFFLINE', cause: 'LEASE_EXPIRED', at });
    expect(await nextEvent(stream)).toMatchObject({ from: 'OFFLINE', to: 'ONLINE', cause: 'CHOSEN' });
  });

  it('[D6] is extended by heartbeats, so that the end comes after the last one', async () => {
    await choose(app, org.ann, 'AWAY');
    await later(50 * MINUTE, org.ann);
    expect(await beat(app, org.ann, false)).toMatchObject({ leaseExpiresAt: after(110 * MINUTE) });
    await later(59 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    await later(MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'OFFLINE' });
  });

  it('refuses a heartbeat of an agent who never signed in to chat or who signed out', async () => {
    expect((await beat(app, org.ann, true)).__typename).toBe('NotSignedIn');
    await choose(app, org.ann, 'ONLINE');
    await choose(app, org.ann, 'OFFLINE');
    expect((await beat(app, org.ann, true)).__typename).toBe('NotSignedIn');
  });

  it('ends at once when the account is closed', async () => {
    await later(MINUTE, org.eve, org.ada);
    await choose(app, org.eve, 'ONLINE');
    const stream = await presenceStream(app, org.sue, 'WE');
    await mutate(app, org.ada, 'closeAgentAccount', '', { agentId: org.eve.id });
    expect(await nextEvent(stream)).toMatchObject({ agentId: org.eve.id, to: 'OFFLINE', cause: 'SIGNED_OUT' });
  });
});

describe('going Invisible', () => {
  it('[R38] is refused until the shift is over, and allowed from that moment on', async () => {
    const input = {
      agentId: org.ann.id,
      brandCode: 'BCW',
      startsAt: after(-MINUTE),
      endsAt: after(10 * MINUTE),
    };
    const shift = await plan(app, org.sue, input);
    await choose(app, org.ann, 'ONLINE');
    expect(await choose(app, org.ann, 'INVISIBLE')).toMatchObject({ __typename: 'StillOnDuty', until: input.endsAt });
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE', shift: { id: shift['id'] } });
    await later(10 * MINUTE - 1, org.ann);
    expect(await choose(app, org.ann, 'INVISIBLE')).toMatchObject({ __typename: 'StillOnDuty' });
    await later(1, org.ann);
    expect(await choose(app, org.ann, 'INVISIBLE')).toMatchObject({
      status: 'INVISIBLE',
      shift: null,
    });
  });
});
