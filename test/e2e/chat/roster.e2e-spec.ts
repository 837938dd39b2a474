import { Database } from '@libs/database';
import { ManualClock } from '@libs/domain';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { until } from '@test/support/foundation.js';
import { logIn, makeOrganisation, type Organisation, type TestAgent } from '@test/support/organisation.js';
import {
  ask,
  choose,
  mutate,
  nextEvent,
  plan,
  presenceStream,
  type PresenceStream,
  type Shown,
} from './presence.stream.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GRACE = MINUTE;

const WAITING = `select handler from delivery where handler = 'check-roster-when-presence-changed'
  union all select key from timer where key = $1 and due_at <= $2`;

let app: TestApp;
let org: Organisation;
let start: number;

beforeAll(async () => {
  app = await startTestApp({
    clock: new ManualClock({ frozenAt: new Date('2026-11-20T10:00:00.000Z') }),
    overrides: { chat: { presenceLeaseSeconds: 3600, rosterGraceSeconds: GRACE / 1000 } },
  });
  org = await makeOrganisation(app);
  start = app.clock.now().getTime();
}, 60_000);
afterAll(() => app.close());
/** Each story begins two days after the one before: everybody has gone home, and all shifts are over. */
afterEach(async () => {
  await app.advance(48 * HOUR);
  for (const agent of [org.ann, org.ben, org.eve, org.sue]) {
    agent.token = await logIn(app, agent.email);
    await untilChecked(agent);
  }
  start = app.clock.now().getTime();
});

const after = (ms: number): string => new Date(start + ms).toISOString();
const shift = (agent: TestAgent, from: number, to: number, brandCode = 'BCW') =>
  plan(app, org.sue, { agentId: agent.id, brandCode, startsAt: after(from), endsAt: after(to) });

interface Row {
  agentId: string;
  displayName: string;
  status: string;
  since: string | null;
  isOnShift: boolean;
  shift: { id: string } | null;
  alert: { id: string; kind: string; since: string } | null;
}
interface Roster {
  nodes: Row[];
  cursor: string;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const roster = (agent: TestAgent, page = '', brandCode = 'BCW') =>
  ask<Roster>(
    app,
    `{ agentsOnDuty(brandCode: "${brandCode}"${page}) { cursor pageInfo { hasNextPage endCursor }
      nodes { agentId displayName status since isOnShift shift { id } alert { id kind since } } } }`,
    agent,
  );
const rowOf = async (agent: TestAgent) => {
  const row = (await roster(org.ben)).nodes.find(({ agentId }) => agentId === agent.id);
  if (!row) throw new Error(`${agent.email} is not listed.`);
  return row;
};
const alerts = async (brandCode = 'BCW') => {
  const query = `{ rosterAlerts(brandCode: "${brandCode}") { nodes { id agentId kind since raisedAt } } }`;
  return (await ask<{ nodes: { id: string; agentId: string; kind: string }[] }>(app, query, org.sue)).nodes;
};
/** The next event about an alert; changes of status between are passed over. */
const nextAlert = async (stream: PresenceStream): Promise<Shown> => {
  for (;;) {
    const event = await nextEvent(stream);
    if (event.__typename !== 'AgentPresenceChanged') return event;
  }
};

describe('the list of agents', () => {
  it('[R23] shows who is online and, apart from that, whose shift it is', async () => {
    const planned = await shift(org.ann, 0, HOUR);
    await choose(app, org.ben, 'ONLINE');
    const { nodes } = await roster(org.ben);
    expect(nodes.map(({ displayName, status, isOnShift }) => [displayName, status, isOnShift])).toEqual([
      ['Ada', 'OFFLINE', false],
      ['Ann', 'OFFLINE', true],
      ['Ben', 'ONLINE', false],
      ['Sue', 'OFFLINE', false],
    ]);
    expect(nodes[2]?.since).toBe(after(0));
    expect(nodes[1]?.shift).toEqual({ id: planned['id'] });
  });

  it('[R33] shows an Invisible agent to his colleagues as signed in, but not as Online', async () => {
    await choose(app, org.ann, 'INVISIBLE');
    expect(await rowOf(org.ann)).toMatchObject({ status: 'INVISIBLE' });
  });

  it('[R23] has pages that hold every agent once, by name', async () => {
    const first = await roster(org.ben, ', first: 3');
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await roster(org.ben, `, first: 3, after: "${String(first.pageInfo.endCursor)}"`);
    expect([...first.nodes, ...second.nodes].map(({ displayName }) => displayName)).toEqual([
      'Ada',
      'Ann',
      'Ben',
      'Sue',
    ]);
    expect(second.pageInfo.hasNextPage).toBe(false);
    await expect(roster(org.ben, ', first: 0')).rejects.toThrow();
    await expect(roster(org.ben, ', after: "nonsense"')).rejects.toThrow('not a cursor');
  });

  it("is not shown to another brand's agents, nor to visitors", async () => {
    await expect(roster(org.eve)).rejects.toThrow('No such brand');
    await expect(roster(org.ben, '', 'WE')).rejects.toThrow('No such brand');
    await expect(roster(org.ben, '', 'NONE')).rejects.toThrow('No such brand');
    await expect(ask(app, '{ agentsOnDuty(brandCode: "BCW") { cursor } }', await org.visitor())).rejects.toThrow(
      'FORBIDDEN',
    );
  });
});

describe('a roster alert', () => {
  it('[R24] is raised once, after the grace time, for an agent who does not come to his shift, and reaches him and his supervisor', async () => {
    await shift(org.ann, 5 * MINUTE, HOUR);
    const streams = [await presenceStream(app, org.ann, 'BCW'), await presenceStream(app, org.sue, 'BCW')];
    await app.advance(5 * MINUTE + GRACE - 1);
    expect(await alerts()).toEqual([]);
    await app.advance(1);
    for (const stream of streams)
      expect(await nextEvent(stream)).toMatchObject({
        __typename: 'RosterAlertRaised',
        alert: { agentId: org.ann.id, brandId: org.brands.BCW, kind: 'ABSENT', since: after(5 * MINUTE) },
      });
    expect((await rowOf(org.ann)).alert).toMatchObject({ kind: 'ABSENT', since: after(5 * MINUTE) });
    await app.advance(MINUTE);
    await app.advance(MINUTE);
    expect(await alerts()).toHaveLength(1);
  });

  it('[R24] is settled when the agent turns green', async () => {
    await shift(org.ann, 0, HOUR);
    const stream = await presenceStream(app, org.sue, 'BCW');
    await app.advance(GRACE);
    const raised = (await nextEvent(stream))['alert'] as { id: string };
    await choose(app, org.ann, 'ONLINE');
    expect(await nextAlert(stream)).toEqual({
      __typename: 'RosterAlertSettled',
      alertId: raised.id,
      agentId: org.ann.id,
    });
    expect(await alerts()).toEqual([]);
    expect((await rowOf(org.ann)).alert).toBeNull();
  });

  it('[R24] is raised for yellow on duty, and anew when yellow becomes absent', async () => {
    await shift(org.ann, 0, 3 * HOUR);
    await choose(app, org.ann, 'AWAY');
    const stream = await presenceStream(app, org.sue, 'BCW');
    await untilChecked(org.ann);
    await app.advance(GRACE);
    expect(await nextAlert(stream)).toMatchObject({ alert: { kind: 'AWAY', since: after(0) } });
    await choose(app, org.ann, 'OFFLINE');
    expect(await nextAlert(stream)).toMatchObject({ __typename: 'RosterAlertSettled' });
    await untilChecked(org.ann);
    await app.advance(GRACE);
    expect(await nextAlert(stream)).toMatchObject({ alert: { kind: 'ABSENT', since: after(GRACE) } });
    expect((await alerts()).map(({ kind }) => kind)).toEqual(['ABSENT']);
  });

  it('[R24] is raised for grey: an agent who was Invisible before his shift began', async () => {
    await shift(org.ann, 5 * MINUTE, HOUR);
    await choose(app, org.ann, 'INVISIBLE');
    const stream = await presenceStream(app, org.sue, 'BCW');
    await untilChecked(org.ann);
    await app.advance(5 * MINUTE);
    await app.advance(GRACE);
    expect(await nextAlert(stream)).toMatchObject({ alert: { kind: 'INVISIBLE', since: after(5 * MINUTE) } });
  });

  it('[R23] tells that an agent is online without a shift, but only where there is a roster', async () => {
    await shift(org.ann, 0, HOUR);
    await choose(app, org.ann, 'ONLINE');
    const stream = await presenceStream(app, org.sue, 'BCW');
    await choose(app, org.ben, 'ONLINE');
    await choose(app, org.eve, 'ONLINE');
    await untilChecked(org.ben);
    await untilChecked(org.eve);
    await app.advance(GRACE);
    expect(await nextAlert(stream)).toMatchObject({
      alert: { agentId: org.ben.id, kind: 'WORKING_OFF_SHIFT', since: after(0) },
    });
    expect((await alerts()).map(({ agentId }) => agentId)).toEqual([org.ben.id]);
    expect(await alerts('WE')).toEqual([]);
  });

  it('[R24] ends with the shift or with its removal', async () => {
    await shift(org.ann, 0, 5 * MINUTE);
    const { id } = await shift(org.ben, 0, HOUR);
    const stream = await presenceStream(app, org.sue, 'BCW');
    await app.advance(GRACE);
    await nextAlert(stream);
    await nextAlert(stream);
    expect(await alerts()).toHaveLength(2);
    const removed = await mutate(app, org.sue, 'removeShift', '... on RemoveShiftSuccess { shiftId }', { shiftId: id });
    expect(removed).toEqual({ __typename: 'RemoveShiftSuccess', shiftId: id });
    expect(await nextAlert(stream)).toMatchObject({ __typename: 'RosterAlertSettled', agentId: org.ben.id });
    await app.advance(4 * MINUTE);
    expect(await nextAlert(stream)).toMatchObject({ __typename: 'RosterAlertSettled', agentId: org.ann.id });
    expect(await alerts()).toEqual([]);
  });
});

describe('a shift and an alert', () => {
  it("[R23] [R24] are nodes for the brand's staff, and nothing for anybody else", async () => {
    const planned = await shift(org.ann, 0, HOUR);
    await app.advance(GRACE);
    const [alert] = await alerts();
    const visitor = await org.visitor();
    for (const [id, name] of [
      [planned['id'], 'Shift'],
      [alert?.id, 'RosterAlert'],
    ]) {
      const query = `{ node(id: "${String(id)}") { __typename id ... on Shift { agentId } ... on RosterAlert { agentId } } }`;
      expect(await ask(app, query, org.ben)).toEqual({ __typename: name, id, agentId: org.ann.id });
      for (const viewer of [org.eve, visitor]) expect(await ask(app, query, viewer)).toBeNull();
    }
  });
});

describe('presence events', () => {
  it('[B7] [R24] folded into an earlier list of agents give the present list', async () => {
    await shift(org.ann, 0, 3 * HOUR);
    await choose(app, org.ben, 'AWAY');
    const before = await roster(org.sue);
    await choose(app, org.ben, 'ONLINE');
    await app.advance(GRACE);
    await choose(app, org.ann, 'ONLINE');
    await app.advance(15 * MINUTE);
    for (const agent of [org.ann, org.ben, org.sue]) agent.token = await logIn(app, agent.email);
    await choose(app, org.ben, 'OFFLINE');
    await untilChecked(org.ann);
    await untilChecked(org.ben);
    await app.advance(GRACE);
    const now = await roster(org.sue);

    const stream = await presenceStream(app, org.sue, 'BCW', before.cursor);
    const folded = new Map(before.nodes.map((row) => [row.agentId, row]));
    for (let event = await nextEvent(stream); event.__typename !== 'CaughtUp'; event = await nextEvent(stream))
      fold(folded, event);
    expect([...folded.values()]).toEqual(now.nodes);
    expect(now.nodes.find(({ agentId }) => agentId === org.ann.id)).toMatchObject({
      status: 'AWAY',
      alert: { kind: 'AWAY' },
    });
  });

  it('[B7] resume after any cursor without a gap or a repetition', async () => {
    const stream = await presenceStream(app, org.sue, 'BCW');
    for (const status of ['ONLINE', 'AWAY', 'INVISIBLE', 'OFFLINE']) await choose(app, org.ann, status);
    const items = [await stream.next(), await stream.next(), await stream.next(), await stream.next()];
    await stream.stop();
    for (const [i, { cursor }] of items.entries()) {
      const resumed = await presenceStream(app, org.sue, 'BCW', cursor);
      for (const { event } of items.slice(i + 1)) expect(await nextEvent(resumed)).toEqual(event);
      expect((await nextEvent(resumed)).__typename).toBe('CaughtUp');
      await resumed.stop();
    }
  });

  it('[R19] tell of the staff of the brand only, and of staff of several brands to each of them', async () => {
    const bcw = await presenceStream(app, org.ann, 'BCW');
    const we = await presenceStream(app, org.eve, 'WE');
    await choose(app, org.ben, 'ONLINE');
    await choose(app, org.eve, 'ONLINE');
    await choose(app, org.sue, 'ONLINE');
    expect([(await nextEvent(bcw))['displayName'], (await nextEvent(bcw))['displayName']]).toEqual(['Ben', 'Sue']);
    expect([(await nextEvent(we))['displayName'], (await nextEvent(we))['displayName']]).toEqual(['Eve', 'Sue']);
    await expect(presenceStream(app, org.ann, 'WE')).rejects.toThrow('No such brand');
    const lost = await presenceStream(app, org.ann, 'BCW', 'nonsense');
    await expect(lost.next()).rejects.toMatchObject([{ extensions: { code: 'RESYNC_REQUIRED' } }]);
  });
});

describe('planning shifts', () => {
  it('[R23] puts a shift into the roster, which lists it by time, and a retry does not plan it twice', async () => {
    const clientKey = 'plan-once-1234';
    const times = { agentId: org.ann.id, brandCode: 'BCW', startsAt: after(HOUR), endsAt: after(9 * HOUR), clientKey };
    const planned = await plan(app, org.sue, times);
    expect(planned).toMatchObject({
      agentId: org.ann.id,
      brandId: org.brands.BCW,
      startsAt: after(HOUR),
      endsAt: after(9 * HOUR),
    });
    expect(await plan(app, org.sue, times)).toEqual(planned);
    const early = await shift(org.ben, 0, HOUR);
    expect(await shiftsBetween(0, 24 * HOUR)).toEqual([early['id'], planned['id']]);
    expect(await shiftsBetween(HOUR, 2 * HOUR)).toEqual([planned['id']]);
    expect(await shiftsBetween(9 * HOUR, 24 * HOUR)).toEqual([]);
  });

  it('[R23] has pages', async () => {
    for (let i = 0; i < 3; i += 1) await shift(org.ann, i * HOUR, (i + 1) * HOUR);
    await shift(org.ben, 0, HOUR);
    const all = await shiftsBetween(0, 24 * HOUR);
    expect(all).toHaveLength(4);
    expect(await shiftsBetween(0, 24 * HOUR, 1)).toEqual(all);
  });

  it('refuses a second shift of the agent at the brand in the same time, but not one that follows, nor one at another brand', async () => {
    const planned = await shift(org.sue, 0, HOUR);
    expect(await shift(org.sue, HOUR - 1, 2 * HOUR)).toMatchObject({
      __typename: 'ShiftOverlaps',
      shiftId: planned['id'],
      startsAt: after(0),
      endsAt: after(HOUR),
    });
    expect(await shift(org.sue, HOUR, 2 * HOUR)).toMatchObject({ __typename: 'Shift' });
    expect(await shift(org.sue, 0, HOUR, 'WE')).toMatchObject({ __typename: 'Shift' });
  });

  it('plans one of two overlapping shifts that are asked for at the same time', async () => {
    const both = await Promise.all([shift(org.ann, 0, HOUR), shift(org.ann, 0, 2 * HOUR)]);
    expect(both.map(({ __typename }) => __typename).toSorted()).toEqual(['Shift', 'ShiftOverlaps']);
  });

  it.each([
    ['that ends when it starts', 0, 0, 'endsAt'],
    ['of more than 24 hours', 0, 24 * HOUR + 1, 'endsAt'],
    ['that would be over', -2 * HOUR, 0, 'endsAt'],
    ['more than 400 days ahead', 400 * 24 * HOUR + 1, 400 * 24 * HOUR + HOUR, 'startsAt'],
  ])('refuses a shift %s', async (_, from, to, field) => {
    expect(await shift(org.ann, from, to)).toMatchObject({ __typename: 'InvalidInput', field });
    expect(await shiftsBetween(-24 * HOUR, 48 * HOUR)).toEqual([]);
  });

  it("refuses people and brands that are not there or not the supervisor's, all alike", async () => {
    const wrong = { ...org.ann, id: 'nonsense' };
    expect(await shift(wrong, 0, HOUR)).toMatchObject({ __typename: 'NotFound', field: 'agentId' });
    expect(await shift({ ...org.ann, id: org.brands.BCW }, 0, HOUR)).toMatchObject({
      __typename: 'NotFound',
      field: 'agentId',
    });
    expect(await shift(org.eve, 0, HOUR)).toMatchObject({ __typename: 'NotFound', field: 'agentId' });
    expect(await shift(org.ann, 0, HOUR, 'NONE')).toMatchObject({ __typename: 'NotFound', field: 'brandCode' });
    for (const shiftId of ['nonsense', org.brands.BCW])
      expect(await mutate(app, org.sue, 'removeShift', '... on NotFound { field }', { shiftId })).toMatchObject({
        field: 'shiftId',
      });
  });

  it('is for supervisors', async () => {
    const input = { agentId: org.ann.id, brandCode: 'BCW', startsAt: after(0), endsAt: after(HOUR) };
    await expect(plan(app, org.ann, input)).rejects.toThrow('FORBIDDEN');
    await expect(mutate(app, org.ann, 'removeShift', '', { shiftId: org.ann.id })).rejects.toThrow('FORBIDDEN');
  });
});

/** Waits until the worker has compared an agent with the roster since his last change of status. */
function untilChecked(agent: TestAgent): Promise<void> {
  const database = app.app.get(Database);
  return until(async () => {
    await app.advance(0);
    return (await database.rows(WAITING, [`roster:${agent.id}`, app.clock.now()])).length === 0;
  });
}

function fold(rows: Map<string, Row>, event: Shown): void {
  const alert = event['alert'] as (NonNullable<Row['alert']> & { agentId: string }) | undefined;
  const agentId = alert?.agentId ?? String(event['agentId']);
  const row = rows.get(agentId);
  if (!row) throw new Error(`Nobody knows ${agentId}.`);
  if (event.__typename === 'AgentPresenceChanged')
    rows.set(agentId, { ...row, status: String(event['to']), since: String(event['at']) });
  else rows.set(agentId, { ...row, alert: alert ? { id: alert.id, kind: alert.kind, since: alert.since } : null });
}

/** The ids of BCW's shifts that touch a time, read in pages. */
async function shiftsBetween(from: number, to: number, first = 25): Promise<string[]> {
  interface Page {
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  }
  const ids: string[] = [];
  for (let cursor = ''; ;) {
    const args = `brandCode: "BCW", from: "${after(from)}", to: "${after(to)}", first: ${first}${cursor}`;
    const { nodes, pageInfo } = await ask<Page>(
      app,
      `{ shifts(${args}) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
      org.ben,
    );
    ids.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return ids;
    cursor = `, after: "${String(pageInfo.endCursor)}"`;
  }
}
