import { randomUUID } from 'node:crypto';
import { Timers } from '@libs/timers';
import { everybodyGoesHome, HOME, listVisitors, ORDER, visitPage } from './site-visits.js';
import { startTwoWebsites, type TwoWebsites } from './two-websites.js';

let site: TwoWebsites;
let agent: string;

beforeAll(async () => {
  site = await startTwoWebsites();
});
afterAll(() => site?.close());
beforeEach(async () => {
  agent = await site.staff('AGENT');
});
afterEach(() => everybodyGoesHome(site));

const list = () => listVisitors(site, agent);
const visit = (token: string, url?: string, title?: string) => visitPage(site, token, url, title);

describe('a visit', () => {
  it('[R3] is taken on a page of the visitor’s own brand only', async () => {
    const { id, token } = await site.newVisitor();
    for (const url of [
      'https://wise.example/',
      'https://bcw.example.evil.test/',
      'javascript:alert(1)',
      '',
      `${HOME}\0`,
      `${HOME}\ud800`,
    ])
      expect(await visit(token, url)).toMatchObject({ __typename: 'InvalidInput', field: 'url' });
    expect(await visit(token, HOME, 't'.repeat(501))).toMatchObject({ __typename: 'InvalidInput', field: 'title' });
    expect(await site.database.rows('select from page_view where visitor_id = $1', [id])).toEqual([]);
    expect(await visit(token)).toEqual({
      __typename: 'VisitPageSuccess',
      seenUntil: new Date(site.clock.now().getTime() + 90_000).toISOString(),
    });
  });

  it('lasts until the page has been silent for the length of the lease, which a sign of life renews', async () => {
    const { id, token } = await site.newVisitor();
    await visit(token);
    await site.advance(89_999);
    expect((await list()).nodes).toHaveLength(1);
    await site.mutate('keepVisit', 'seenUntil', {}, token);
    await site.advance(89_999);
    expect((await list()).nodes).toHaveLength(1);
    await site.advance(1);
    expect((await list()).nodes).toEqual([]);
    await site.settled();
    const facts = await site.database.rows<{ type: string }>(
      'select type from fact where aggregate_id = $1 order by sequence',
      [id],
    );
    expect(facts.map(({ type }) => type)).toEqual(['VisitorArrived', 'VisitorLeft']);
  });

  it('ends when the visitor leaves, and begins anew with his next page or sign of life', async () => {
    const { token } = await site.newVisitor();
    expect(await site.mutate('keepVisit', 'seenUntil', {}, token)).toMatchObject({ __typename: 'NotFound' });
    await visit(token);
    await visit(token, ORDER);
    expect(await site.mutate('leaveSite', 'visitorId', {}, token)).toMatchObject({ __typename: 'LeaveSiteSuccess' });
    expect(await site.mutate('leaveSite', 'visitorId', {}, token)).toMatchObject({ __typename: 'LeaveSiteSuccess' });
    expect((await list()).nodes).toEqual([]);
    site.clock.advance(1_000);
    await site.mutate('keepVisit', 'seenUntil', {}, token);
    const { nodes } = await list();
    expect(nodes).toMatchObject([
      { page: { url: ORDER }, pagesSeen: 1, visitStartedAt: site.clock.now().toISOString() },
    ]);
  });

  it('is not begun again by a page that is merely loaded again', async () => {
    const { id, token } = await site.newVisitor();
    await visit(token, HOME, 'Home');
    site.clock.advance(1_000);
    await visit(token, HOME, 'Home');
    expect((await list()).nodes).toMatchObject([{ id, pagesSeen: 1 }]);
    expect(await site.database.rows('select from page_view where visitor_id = $1', [id])).toHaveLength(1);
  });

  it('[B6] counts a page once for one client key, and refuses the key for another page', async () => {
    const { id, token } = await site.newVisitor();
    const clientKey = randomUUID();
    const send = (url: string) => site.mutate('visitPage', 'seenUntil', { clientKey, url }, token);
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(ORDER)));
    site.clock.advance(1_000);
    answers.push(await send(ORDER));
    expect(new Set(answers.map(({ seenUntil }) => seenUntil)).size).toBe(1);
    expect(await send(HOME)).toMatchObject({ __typename: 'ClientKeyReused' });
    expect(await site.database.rows('select from page_view where visitor_id = $1', [id])).toHaveLength(1);
  });

  it('is followed by another when a page is opened at the very instant at which its lease ends', async () => {
    const visitors = await Promise.all(Array.from({ length: 8 }, () => site.newVisitor()));
    await Promise.all(visitors.map(({ token }) => visit(token)));
    site.clock.advance(90_000);
    await Promise.all([
      site.app.get(Timers).fireDue(),
      ...visitors.map(({ token }, i) =>
        i % 2 ? visit(token, ORDER) : site.mutate('keepVisit', '__typename', {}, token),
      ),
    ]);
    await site.settled();
    expect((await list()).nodes).toHaveLength(8);
    for (const { id } of visitors) {
      const facts = await site.database.rows<{ type: string }>(
        'select type from fact where aggregate_id = $1 order by sequence',
        [id],
      );
      expect(facts.map(({ type }) => type)).toEqual(['VisitorArrived', 'VisitorLeft', 'VisitorArrived']);
    }
  });

  it('stands many pages at once: each is counted, and the timer of the visit does not get in the way', async () => {
    const { id, token } = await site.newVisitor();
    const pages = Array.from({ length: 12 }, (_, i) => `${HOME}?page=${i}`);
    await Promise.all(pages.flatMap((url) => [visit(token, url), site.mutate('keepVisit', '__typename', {}, token)]));
    expect((await list()).nodes).toMatchObject([{ id, pagesSeen: 12 }]);
  });
});
