import type { TestApp } from '@test/support/app.js';
import type { Organisation } from '@test/support/organisation.js';
import { type AgentsDay, HOUR, MINUTE } from './agents-day.js';
import { ask, choose, mutate, nextEvent, presenceStream } from './presence.stream.js';
import { alerts, beginRosterDay, GRACE, nextAlert, rowOf, shift, twoDaysLater, untilChecked } from './roster.story.js';

let day: AgentsDay;
let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  day = await beginRosterDay();
  ({ app, org } = day);
}, 60_000);
afterAll(() => app.close());
afterEach(() => twoDaysLater(day));

describe('a roster alert', () => {
  it('[R24] is raised once, after the grace time, for an agent who does not come to his shift, and reaches him and his supervisor', async () => {
    await shift(day, org.ann, 5 * MINUTE, HOUR);
    const streams = [await presenceStream(app, org.ann, 'BCW'), await presenceStream(app, org.sue, 'BCW')];
    await app.advance(5 * MINUTE + GRACE - 1);
    expect(await alerts(day)).toEqual([]);
    await app.advance(1);
    for (const stream of streams)
      expect(await nextEvent(stream)).toMatchObject({
        __typename: 'RosterAlertRaised',
        alert: { agentId: org.ann.id, brandId: org.brands.BCW, kind: 'ABSENT', since: day.after(5 * MINUTE) },
      });
    expect((await rowOf(day, org.ann)).alert).toMatchObject({ kind: 'ABSENT', since: day.after(5 * MINUTE) });
    await app.advance(MINUTE);
    await app.advance(MINUTE);
    expect(await alerts(day)).toHaveLength(1);
  });

  it('[R24] is settled when the agent turns green', async () => {
    await shift(day, org.ann, 0, HOUR);
    const stream = await presenceStream(app, org.sue, 'BCW');
    await app.advance(GRACE);
    const raised = (await nextEvent(stream))['alert'] as { id: string };
    await choose(app, org.ann, 'ONLINE');
    expect(await nextAlert(stream)).toEqual({
      __typename: 'RosterAlertSettled',
      alertId: raised.id,
      agentId: org.ann.id,
    });
    expect(await alerts(day)).toEqual([]);
    expect((await rowOf(day, org.ann)).alert).toBeNull();
  });

  it('[R24] is raised for yellow on duty, and anew when yellow becomes absent', async () => {
    await shift(day, org.ann, 0, 3 * HOUR);
    await choose(app, org.ann, 'AWAY');
    const stream = await presenceStream(app, org.sue, 'BCW');
    await untilChecked(day, org.ann);
    await app.advance(GRACE);
    expect(await nextAlert(stream)).toMatchObject({ alert: { kind: 'AWAY', since: day.after(0) } });
    await choose(app, org.ann, 'OFFLINE');
    expect(await nextAlert(stream)).toMatchObject({ __typename: 'RosterAlertSettled' });
    await untilChecked(day, org.ann);
    await app.advance(GRACE);
    expect(await nextAlert(stream)).toMatchObject({ alert: { kind: 'ABSENT', since: day.after(GRACE) } });
    expect((await alerts(day)).map(({ kind }) => kind)).toEqual(['ABSENT']);
  });

  it('[R24] is raised for grey: an agent who was Invisible before his shift began', async () => {
    await shift(day, org.ann, 5 * MINUTE, HOUR);
    await choose(app, org.ann, 'INVISIBLE');
    const stream = await presenceStream(app, org.sue, 'BCW');
    await untilChecked(day, org.ann);
    await app.advance(5 * MINUTE);
    await app.advance(GRACE);
    expect(await nextAlert(stream)).toMatchObject({ alert: { kind: 'INVISIBLE', since: day.after(5 * MINUTE) } });
  });

  it('[R23] tells that an agent is online without a shift, but only where there is a roster', async () => {
    await shift(day, org.ann, 0, HOUR);
    await choose(app, org.ann, 'ONLINE');
    const stream = await presenceStream(app, org.sue, 'BCW');
    await choose(app, org.ben, 'ONLINE');
    await choose(app, org.eve, 'ONLINE');
    await untilChecked(day, org.ben);
    await untilChecked(day, org.eve);
    await app.advance(GRACE);
    expect(await nextAlert(stream)).toMatchObject({
      alert: { agentId: org.ben.id, kind: 'WORKING_OFF_SHIFT', since: day.after(0) },
    });
    expect((await alerts(day)).map(({ agentId }) => agentId)).toEqual([org.ben.id]);
    expect(await alerts(day, 'WE')).toEqual([]);
  });

  it('[R24] ends with the shift or with its removal', async () => {
    await shift(day, org.ann, 0, 5 * MINUTE);
    const { id } = await shift(day, org.ben, 0, HOUR);
    const stream = await presenceStream(app, org.sue, 'BCW');
    await app.advance(GRACE);
    await nextAlert(stream);
    await nextAlert(stream);
    expect(await alerts(day)).toHaveLength(2);
    const removed = await mutate(app, org.sue, 'removeShift', '... on RemoveShiftSuccess { shiftId }', { shiftId: id });
    expect(removed).toEqual({ __typename: 'RemoveShiftSuccess', shiftId: id });
    expect(await nextAlert(stream)).toMatchObject({ __typename: 'RosterAlertSettled', agentId: org.ben.id });
    await app.advance(4 * MINUTE);
    expect(await nextAlert(stream)).toMatchObject({ __typename: 'RosterAlertSettled', agentId: org.ann.id });
    expect(await alerts(day)).toEqual([]);
  });
});

describe('a shift and an alert', () => {
  it("[R23] [R24] are nodes for the brand's staff, and nothing for anybody else", async () => {
    const planned = await shift(day, org.ann, 0, HOUR);
    await app.advance(GRACE);
    const [alert] = await alerts(day);
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
