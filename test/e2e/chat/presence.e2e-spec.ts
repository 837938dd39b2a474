import { Database } from '@libs/database';
import { Timers } from '@libs/timers';
import type { TestApp } from '@test/support/app.js';
import { key, logIn, type Organisation } from '@test/support/organisation.js';
import { AgentsDay, MINUTE } from './agents-day.js';
import { beat, changeVolume, choose, mutate, nextEvent, plan, presenceOf, presenceStream } from './presence.stream.js';

const CHANGES = `
select sequence, payload ->> 'from' as "from", payload ->> 'to' as "to" from fact
where type = 'AgentPresenceChanged' and payload ->> 'agentId' = $1 order by sequence`;
const SIGN_IN = 'mutation ($input: SetMyStatusInput!) { setMyStatus(input: $input) { __typename } }';

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

describe('signing in to chat', () => {
  it('[R18] lets an agent who has logged in verify that he is not online yet, and then that he is', async () => {
    const never = { status: 'OFFLINE', chosen: 'OFFLINE', since: null, leaseExpiresAt: null };
    expect(await presenceOf(app, org.eve)).toMatchObject(never);
    expect(await choose(app, org.eve, 'ONLINE')).toEqual({
      __typename: 'MyPresence',
      status: 'ONLINE',
      chosen: 'ONLINE',
      since: day.after(0),
      leaseExpiresAt: day.after(60 * MINUTE),
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
    const change = { __typename: 'AgentPresenceChanged', agentId: org.ann.id, displayName: 'Ann', at: day.after(0) };
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
        changeVolume(app, org.ann, round),
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
  });

  it('is for staff only', async () => {
    const visitor = await org.visitor();
    const { errors } = await app.graphql(SIGN_IN, { input: { clientKey: key(), status: 'ONLINE' } }, visitor.token);
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    const nobody = await app.graphql(SIGN_IN, { input: { clientKey: key(), status: 'ONLINE' } });
    expect(nobody.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});

describe('a lease', () => {
  it('[D6] ends without a heartbeat, and then no heartbeat revives it but a new choice does', async () => {
    const stream = await presenceStream(app, org.ben, 'BCW');
    await choose(app, org.ann, 'AWAY');
    await day.later(60 * MINUTE - 1, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    await day.later(1, org.ann);
    const at = day.after(60 * MINUTE);
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
    await day.later(50 * MINUTE, org.ann);
    expect(await beat(app, org.ann, false)).toMatchObject({ leaseExpiresAt: day.after(110 * MINUTE) });
    await day.later(59 * MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'AWAY' });
    await day.later(MINUTE, org.ann);
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'OFFLINE' });
  });

  it('refuses a heartbeat of an agent who never signed in to chat or who signed out', async () => {
    expect((await beat(app, org.ann, true)).__typename).toBe('NotSignedIn');
    await choose(app, org.ann, 'ONLINE');
    await choose(app, org.ann, 'OFFLINE');
    expect((await beat(app, org.ann, true)).__typename).toBe('NotSignedIn');
  });

  it('ends at once when the account is closed', async () => {
    await day.later(MINUTE, org.eve, org.ada);
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
      startsAt: day.after(-MINUTE),
      endsAt: day.after(10 * MINUTE),
    };
    const shift = await plan(app, org.sue, input);
    await choose(app, org.ann, 'ONLINE');
    expect(await choose(app, org.ann, 'INVISIBLE')).toMatchObject({ __typename: 'StillOnDuty', until: input.endsAt });
    expect(await presenceOf(app, org.ann)).toMatchObject({ status: 'ONLINE', shift: { id: shift['id'] } });
    await day.later(10 * MINUTE - 1, org.ann);
    expect(await choose(app, org.ann, 'INVISIBLE')).toMatchObject({ __typename: 'StillOnDuty' });
    await day.later(1, org.ann);
    expect(await choose(app, org.ann, 'INVISIBLE')).toMatchObject({
      status: 'INVISIBLE',
      shift: null,
    });
  });
});
