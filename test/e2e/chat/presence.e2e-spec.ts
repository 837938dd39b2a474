import { ManualClock } from '@libs/domain';
import { Timers } from '@libs/timers';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { key, logIn, makeOrganisation, type Organisation, type TestAgent } from '@test/support/organisation.js';
import { nextEvent, presenceOf, presenceStream } from './presence.stream.js';

const MINUTE = 60_000;
const START = new Date('2026-11-20T10:00:00.000Z');

const SET = `mutation ($input: SetMyStatusInput!) { setMyStatus(input: $input) { __typename ... on StillOnDuty { reason until }
  ... on SetMyStatusSuccess { presence { status chosen since leaseExpiresAt heartbeatSeconds maxChats activeChats shift { id } } } } }`;
const KEEP = `mutation ($input: KeepMyPresenceInput!) { keepMyPresence(input: $input) { __typename ... on Refusal { reason }
  ... on KeepMyPresenceSuccess { presence { status leaseExpiresAt } } } }`;
const ACT = `mutation ($input: ChangeMySettingsInput!) { changeMySettings(input: $input) { __typename } }`;
const PLAN = `mutation ($input: PlanShiftInput!) { planShift(input: $input) { __typename ... on PlanShiftSuccess { shift { id startsAt endsAt } } } }`;

let app: TestApp;
let org: Organisation;

beforeEach(async () => {
  app = await startTestApp({
    clock: new ManualClock({ frozenAt: START }),
    overrides: { chat: { presenceLeaseSeconds: 3600 }, observability: { logLevel: 'error' } },
  });
  org = await makeOrganisation(app);
});
afterEach(() => app.close());

const choose = (agent: TestAgent, status: string, clientKey = key()) =>
  app.graphql(SET, { input: { clientKey, status } }, agent.token);
const beat = (agent: TestAgent, acted: boolean, clientKey = key()) =>
  app.graphql(KEEP, { input: { clientKey, acted } }, agent.token);
/** Access tokens end sooner than some of these stories. Logging in is no mutation by the agent: nobody is known before it. */
const logInAgain = async (agent: TestAgent) => {
  agent.token = await logIn(app, agent.email);
};
const later = async (ms: number, ...agents: TestAgent[]) => {
  await app.advance(ms);
  for (const agent of agents) await logInAgain(agent);
};

describe('signing in to chat', () => {
  it('[R18] lets an agent who has logged in verify that he is not online yet, and then that he is', async () => {
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'OFFLINE', chosen: 'OFFLINE', since: null, leaseExpiresAt: null });
    const { data } = await choose(org.ann, 'ONLINE');
    expect(data.setMyStatus.presence).toEqual({
      status: 'ONLINE',
      chosen: 'ONLINE',
      since: START.toISOString(),
      leaseExpiresAt: new Date(START.getTime() + 60 * MINUTE).toISOString(),
      heartbeatSeconds: 1200,
      maxChats: 4,
      activeChats: 0,
      shift: null,
    });
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE', chosen: 'ONLINE' });
  });

  it('[R31] tells colleagues once, also when the client asks twice with one key', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    const once = key();
    await choose(org.ann, 'ONLINE', once);
    await choose(org.ann, 'ONLINE', once);
    await choose(org.ann, 'ONLINE');
    await choose(org.ann, 'AWAY');
    const change = { __typename: 'AgentPresenceChanged', agentId: org.ann.id, displayName: 'Ann', at: START.toISOString() };
    expect(await nextEvent(stream)).toEqual({ ...change, from: 'OFFLINE', to: 'ONLINE', cause: 'CHOSEN' });
    expect(await nextEvent(stream)).toEqual({ ...change, from: 'ONLINE', to: 'AWAY', cause: 'CHOSEN' });
    await choose(org.ann, 'OFFLINE');
    expect(await nextEvent(stream)).toEqual({ ...change, from: 'AWAY', to: 'OFFLINE', cause: 'SIGNED_OUT' });
  });

  it('makes one presence when two clients of an agent sign in at the same time', async () => {
    const answers = await Promise.all([choose(org.ann, 'ONLINE'), choose(org.ann, 'ONLINE'), choose(org.ann, 'AWAY')]);
    expect(answers.map(({ data }) => data.setMyStatus.__typename)).toEqual(Array(3).fill('SetMyStatusSuccess'));
  });

  it('is for staff only', async () => {
    const visitor = await org.visitor();
    const { errors } = await app.graphql(SET, { input: { clientKey: key(), status: 'ONLINE' } }, visitor.token);
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    const nobody = await app.graphql(SET, { input: { clientKey: key(), status: 'ONLINE' } });
    expect(nobody.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});

describe('inactivity', () => {
  it('[R34] turns Online into Away when 15 minutes are full, decided and told once by the server', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    await choose(org.ann, 'ONLINE');
    await nextEvent(stream);
    await later(15 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await later(1, org.ann);
    const at = new Date(START.getTime() + 15 * MINUTE).toISOString();
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY', chosen: 'ONLINE', since: at });
    expect(await nextEvent(stream)).toMatchObject({ agentId: org.ann.id, from: 'ONLINE', to: 'AWAY', cause: 'INACTIVE', at });
    await later(MINUTE, org.ann);
    await app.app.get(Timers).fireDue();
    await choose(org.ann, 'OFFLINE');
    expect(await nextEvent(stream)).toMatchObject({ from: 'AWAY', to: 'OFFLINE', cause: 'SIGNED_OUT' });
  });

  it('[D6] counts neither reads nor an open socket nor a heartbeat without a person as activity', async () => {
    await choose(org.ann, 'ONLINE');
    await presenceStream(app, org.ann, 'BCW');
    await later(10 * MINUTE, org.ann);
    await presenceOf(app, org.ann);
    const kept = await beat(org.ann, false);
    expect(kept.data.keepMyPresence.presence).toMatchObject({ status: 'ONLINE' });
    await later(5 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    expect((await beat(org.ann, false)).data.keepMyPresence.presence).toMatchObject({ status: 'AWAY' });
  });

  it('[D6] counts a heartbeat that says the person acted', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    await choose(org.ann, 'ONLINE');
    await later(10 * MINUTE, org.ann);
    await beat(org.ann, true);
    await later(15 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await later(1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    expect((await beat(org.ann, true)).data.keepMyPresence.presence).toMatchObject({ status: 'ONLINE' });
    const told = [await nextEvent(stream), await nextEvent(stream), await nextEvent(stream)];
    expect(told.map(({ to, cause }) => `${String(to)} ${String(cause)}`)).toEqual(['ONLINE CHOSEN', 'AWAY INACTIVE', 'ONLINE ACTIVE']);
  });

  it('[D6] counts every mutation by the agent, done or refused, and goes on from there', async () => {
    await choose(org.ann, 'ONLINE');
    await later(14 * MINUTE, org.ann);
    await app.graphql(ACT, { input: { clientKey: key(), volume: 30 } }, org.ann.token);
    await later(14 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    const refused = await app.graphql(ACT, { input: { clientKey: key(), volume: 3000 } }, org.ann.token);
    expect(refused.data.changeMySettings.__typename).toBe('InvalidInput');
    await later(15 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE' });
    await later(1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
  });

  it('[D6] ends with the next mutation, which tells colleagues, and a repeated one is none', async () => {
    await choose(org.ann, 'ONLINE');
    const again = { input: { clientKey: key(), volume: 30 } };
    await app.graphql(ACT, again, org.ann.token);
    await later(16 * MINUTE, org.ann, org.ben);
    const stream = await presenceStream(app, org.ben, 'BCW');
    await app.graphql(ACT, again, org.ann.token);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    await app.graphql(ACT, { input: { clientKey: key(), volume: 31 } }, org.ann.token);
    const at = new Date(START.getTime() + 16 * MINUTE).toISOString();
    expect(await nextEvent(stream)).toMatchObject({ from: 'AWAY', to: 'ONLINE', cause: 'ACTIVE', at });
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE', since: at });
    await later(15 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
  });

  it('[R32] [R33] leaves a chosen Away and Invisible as they are, whatever the agent does', async () => {
    for (const status of ['AWAY', 'INVISIBLE']) {
      await choose(org.ann, status);
      await later(16 * MINUTE, org.ann);
      await app.graphql(ACT, { input: { clientKey: key(), volume: 32 } }, org.ann.token);
      expect(await presenceOf(app, org.ann)).toMatchObject({ status, chosen: status });
    }
  });
});

describe('a lease', () => {
  it('[D6] ends without a heartbeat, and then no heartbeat revives it but a new choice does', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    await choose(org.ann, 'AWAY');
    await later(60 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    await later(1, org.ann);
    const at = new Date(START.getTime() + 60 * MINUTE).toISOString();
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'OFFLINE', chosen: 'AWAY', since: at, leaseExpiresAt: null });
    expect((await beat(org.ann, true)).data.keepMyPresence.__typename).toBe('NotSignedIn');
    await choose(org.ann, 'ONLINE');
    await nextEvent(stream);
    expect(await nextEvent(stream)).toMatchObject({ from: 'AWAY', to: 'OFFLINE', cause: 'LEASE_EXPIRED', at });
    expect(await nextEvent(stream)).toMatchObject({ from: 'OFFLINE', to: 'ONLINE', cause: 'CHOSEN' });
  });

  it('[D6] is extended by heartbeats, so that the end comes after the last one', async () => {
    await choose(org.ann, 'AWAY');
    await later(50 * MINUTE, org.ann);
    const { data } = await beat(org.ann, false);
    expect(data.keepMyPresence.presence.leaseExpiresAt).toBe(new Date(START.getTime() + 110 * MINUTE).toISOString());
    await later(59 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    await later(MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'OFFLINE' });
  });

  it('refuses a heartbeat of an agent who never signed in to chat or who signed out', async () => {
    expect((await beat(org.ann, true)).data.keepMyPresence.__typename).toBe('NotSignedIn');
    await choose(org.ann, 'ONLINE');
    await choose(org.ann, 'OFFLINE');
    expect((await beat(org.ann, true)).data.keepMyPresence.__typename).toBe('NotSignedIn');
  });

  it('ends at once when the account is closed', async () => {
    await choose(org.ann, 'ONLINE');
    const stream = await presenceStream(app, org.ben, 'BCW');
    const close = `mutation ($input: CloseAgentAccountInput!) { closeAgentAccount(input: $input) { __typename } }`;
    await app.graphql(close, { input: { clientKey: key(), agentId: org.ann.id } }, org.ada.token);
    expect(await nextEvent(stream)).toMatchObject({ agentId: org.ann.id, to: 'OFFLINE', cause: 'SIGNED_OUT' });
  });
});

describe('going Invisible', () => {
  it('[R38] is refused until the shift is over, and allowed from that moment on', async () => {
    const input = {
      agentId: org.ann.id,
      brandCode: 'BCW',
      startsAt: new Date(START.getTime() - MINUTE),
      endsAt: new Date(START.getTime() + 10 * MINUTE),
    };
    const planned = await app.graphql(PLAN, { input: { clientKey: key(), ...input } }, org.sue.token);
    expect(planned.data.planShift.__typename).toBe('PlanShiftSuccess');
    await choose(org.ann, 'ONLINE');
    expect((await choose(org.ann, 'INVISIBLE')).data.setMyStatus).toEqual({
      __typename: 'StillOnDuty',
      reason: expect.any(String),
      until: input.endsAt.toISOString(),
    });
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE', shift: { id: planned.data.planShift.shift.id } });
    await later(10 * MINUTE - 1, org.ann);
    expect((await choose(org.ann, 'INVISIBLE')).data.setMyStatus.__typename).toBe('StillOnDuty');
    await later(1, org.ann);
    expect((await choose(org.ann, 'INVISIBLE')).data.setMyStatus.presence).toMatchObject({ status: 'INVISIBLE', shift: null });
  });
});
