import type { TestApp } from '@test/support/app.js';
import type { Organisation } from '@test/support/organisation.js';
import { type AgentsDay, HOUR } from './agents-day.js';
import { ask, mutate, plan } from './presence.stream.js';
import { beginRosterDay, shift, twoDaysLater } from './roster.story.js';

let day: AgentsDay;
let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  day = await beginRosterDay();
  ({ app, org } = day);
}, 60_000);
afterAll(() => app.close());
afterEach(() => twoDaysLater(day));

describe('planning shifts', () => {
  it('[R23] puts a shift into the roster, which lists it by time, and a retry does not plan it twice', async () => {
    const clientKey = 'plan-once-1234';
    const times = {
      agentId: org.ann.id,
      brandCode: 'BCW',
      startsAt: day.after(HOUR),
      endsAt: day.after(9 * HOUR),
      clientKey,
    };
    const planned = await plan(app, org.sue, times);
    expect(planned).toMatchObject({
      agentId: org.ann.id,
      brandId: org.brands.BCW,
      startsAt: day.after(HOUR),
      endsAt: day.after(9 * HOUR),
    });
    expect(await plan(app, org.sue, times)).toEqual(planned);
    const early = await shift(day, org.ben, 0, HOUR);
    expect(await shiftsBetween(0, 24 * HOUR)).toEqual([early['id'], planned['id']]);
    expect(await shiftsBetween(HOUR, 2 * HOUR)).toEqual([planned['id']]);
    expect(await shiftsBetween(9 * HOUR, 24 * HOUR)).toEqual([]);
  });

  it('[R23] has pages', async () => {
    for (let i = 0; i < 3; i += 1) await shift(day, org.ann, i * HOUR, (i + 1) * HOUR);
    await shift(day, org.ben, 0, HOUR);
    const all = await shiftsBetween(0, 24 * HOUR);
    expect(all).toHaveLength(4);
    expect(await shiftsBetween(0, 24 * HOUR, 1)).toEqual(all);
  });

  it('refuses a second shift of the agent at the brand in the same time, but not one that follows, nor one at another brand', async () => {
    const planned = await shift(day, org.sue, 0, HOUR);
    expect(await shift(day, org.sue, HOUR - 1, 2 * HOUR)).toMatchObject({
      __typename: 'ShiftOverlaps',
      shiftId: planned['id'],
      startsAt: day.after(0),
      endsAt: day.after(HOUR),
    });
    expect(await shift(day, org.sue, HOUR, 2 * HOUR)).toMatchObject({ __typename: 'Shift' });
    expect(await shift(day, org.sue, 0, HOUR, 'WE')).toMatchObject({ __typename: 'Shift' });
  });

  it('plans one of two overlapping shifts that are asked for at the same time', async () => {
    const both = await Promise.all([shift(day, org.ann, 0, HOUR), shift(day, org.ann, 0, 2 * HOUR)]);
    expect(both.map(({ __typename }) => __typename).toSorted()).toEqual(['Shift', 'ShiftOverlaps']);
  });

  it.each([
    ['that ends when it starts', 0, 0, 'endsAt'],
    ['of more than 24 hours', 0, 24 * HOUR + 1, 'endsAt'],
    ['that would be over', -2 * HOUR, 0, 'endsAt'],
    ['more than 400 days ahead', 400 * 24 * HOUR + 1, 400 * 24 * HOUR + HOUR, 'startsAt'],
  ])('refuses a shift %s', async (_, from, to, field) => {
    expect(await shift(day, org.ann, from, to)).toMatchObject({ __typename: 'InvalidInput', field });
    expect(await shiftsBetween(-24 * HOUR, 48 * HOUR)).toEqual([]);
  });

  it("refuses people and brands that are not there or not the supervisor's, all alike", async () => {
    const wrong = { ...org.ann, id: 'nonsense' };
    expect(await shift(day, wrong, 0, HOUR)).toMatchObject({ __typename: 'NotFound', field: 'agentId' });
    expect(await shift(day, { ...org.ann, id: org.brands.BCW }, 0, HOUR)).toMatchObject({
      __typename: 'NotFound',
      field: 'agentId',
    });
    expect(await shift(day, org.eve, 0, HOUR)).toMatchObject({ __typename: 'NotFound', field: 'agentId' });
    expect(await shift(day, org.ann, 0, HOUR, 'NONE')).toMatchObject({ __typename: 'NotFound', field: 'brandCode' });
    for (const shiftId of ['nonsense', org.brands.BCW])
      expect(await mutate(app, org.sue, 'removeShift', '... on NotFound { field }', { shiftId })).toMatchObject({
        field: 'shiftId',
      });
  });

  it('is for supervisors', async () => {
    const input = { agentId: org.ann.id, brandCode: 'BCW', startsAt: day.after(0), endsAt: day.after(HOUR) };
    await expect(plan(app, org.ann, input)).rejects.toThrow('FORBIDDEN');
    await expect(mutate(app, org.ann, 'removeShift', '', { shiftId: org.ann.id })).rejects.toThrow('FORBIDDEN');
  });
});

/** The ids of BCW's shifts that touch a time, read in pages. */
async function shiftsBetween(from: number, to: number, first = 25): Promise<string[]> {
  interface Page {
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  }
  const ids: string[] = [];
  for (let cursor = ''; ;) {
    const args = `brandCode: "BCW", from: "${day.after(from)}", to: "${day.after(to)}", first: ${first}${cursor}`;
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
