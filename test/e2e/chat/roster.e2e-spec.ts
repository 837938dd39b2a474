import type { TestApp } from '@test/support/app.js';
import { logIn, type Organisation } from '@test/support/organisation.js';
import { type AgentsDay, HOUR, MINUTE } from './agents-day.js';
import { ask, choose, nextEvent, presenceStream, type Shown } from './presence.stream.js';
import { beginRosterDay, GRACE, roster, type Row, rowOf, shift, twoDaysLater, untilChecked } from './roster.story.js';

let day: AgentsDay;
let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  day = await beginRosterDay();
  ({ app, org } = day);
}, 60_000);
afterAll(() => app.close());
afterEach(() => twoDaysLater(day));

describe('the list of agents', () => {
  it('[R23] shows who is online and, apart from that, whose shift it is', async () => {
    const planned = await shift(day, org.ann, 0, HOUR);
    await choose(app, org.ben, 'ONLINE');
    const { nodes } = await roster(day, org.ben);
    expect(nodes.map(({ displayName, status, isOnShift }) => [displayName, status, isOnShift])).toEqual([
      ['Ada', 'OFFLINE', false],
      ['Ann', 'OFFLINE', true],
      ['Ben', 'ONLINE', false],
      ['Sue', 'OFFLINE', false],
    ]);
    expect(nodes[2]?.since).toBe(day.after(0));
    expect(nodes[1]?.shift).toEqual({ id: planned['id'] });
  });

  it('[R33] shows an Invisible agent to his colleagues as signed in, but not as Online', async () => {
    await choose(app, org.ann, 'INVISIBLE');
    expect(await rowOf(day, org.ann)).toMatchObject({ status: 'INVISIBLE' });
  });

  it('[R23] has pages that hold every agent once, by name', async () => {
    const first = await roster(day, org.ben, ', first: 3');
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await roster(day, org.ben, `, first: 3, after: "${String(first.pageInfo.endCursor)}"`);
    expect([...first.nodes, ...second.nodes].map(({ displayName }) => displayName)).toEqual([
      'Ada',
      'Ann',
      'Ben',
      'Sue',
    ]);
    expect(second.pageInfo.hasNextPage).toBe(false);
    await expect(roster(day, org.ben, ', first: 0')).rejects.toThrow();
    await expect(roster(day, org.ben, ', after: "nonsense"')).rejects.toThrow('not a cursor');
  });

  it("is not shown to another brand's agents, nor to visitors", async () => {
    await expect(roster(day, org.eve)).rejects.toThrow('No such brand');
    await expect(roster(day, org.ben, '', 'WE')).rejects.toThrow('No such brand');
    await expect(roster(day, org.ben, '', 'NONE')).rejects.toThrow('No such brand');
    await expect(ask(app, '{ agentsOnDuty(brandCode: "BCW") { cursor } }', await org.visitor())).rejects.toThrow(
      'FORBIDDEN',
    );
  });
});

describe('presence events', () => {
  it('[B7] [R24] folded into an earlier list of agents give the present list', async () => {
    await shift(day, org.ann, 0, 3 * HOUR);
    await choose(app, org.ben, 'AWAY');
    const before = await roster(day, org.sue);
    await choose(app, org.ben, 'ONLINE');
    await app.advance(GRACE);
    await choose(app, org.ann, 'ONLINE');
    await app.advance(15 * MINUTE);
    for (const agent of [org.ann, org.ben, org.sue]) agent.token = await logIn(app, agent.email);
    await choose(app, org.ben, 'OFFLINE');
    await untilChecked(day, org.ann);
    await untilChecked(day, org.ben);
    await app.advance(GRACE);
    const now = await roster(day, org.sue);

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

function fold(rows: Map<string, Row>, event: Shown): void {
  const alert = event['alert'] as (NonNullable<Row['alert']> & { agentId: string }) | undefined;
  const agentId = alert?.agentId ?? String(event['agentId']);
  const row = rows.get(agentId);
  if (!row) throw new Error(`Nobody knows ${agentId}.`);
  if (event.__typename === 'AgentPresenceChanged')
    rows.set(agentId, { ...row, status: String(event['to']), since: String(event['at']) });
  else rows.set(agentId, { ...row, alert: alert ? { id: alert.id, kind: alert.kind, since: alert.since } : null });
}
