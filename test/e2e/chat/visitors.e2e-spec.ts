import { randomUUID } from 'node:crypto';
import type { ActorRef } from '@libs/domain';
import { NodeSources } from '@libs/graphql';
import { everybodyGoesHome, HOME, listVisitors, ORDER, visitPage } from './site-visits.js';
import { type ShownPage, type ShownVisitor, startTwoWebsites, type TwoWebsites } from './two-websites.js';

let site: TwoWebsites;
let agent: string;
let foreigner: string;

beforeAll(async () => {
  site = await startTwoWebsites();
});
afterAll(() => site?.close());
beforeEach(async () => {
  agent = await site.staff('AGENT');
  foreigner = await site.staff('AGENT', 'WE');
});
afterEach(() => everybodyGoesHome(site));

const list = (first?: number, after?: string, brand?: string, token = agent) =>
  listVisitors(site, token, { first, after, brand });
const visit = (token: string, url?: string, title?: string) => visitPage(site, token, url, title);
const node = (id: string, actor: object) =>
  site.app.get(NodeSources).find({ id: randomUUID(), ...actor } as ActorRef, id);

/** Runs `work` and counts the statements about visitors and their pages. */
async function statementsOf<T>(work: () => Promise<T>): Promise<{ outcome: T; statements: number }> {
  const { database } = site;
  const rows = database.rows.bind(database);
  let statements = 0;
  database.rows = (text, values) => {
    if (/visitor|page_view/.test(text)) statements += 1;
    return rows(text, values);
  };
  try {
    const outcome = await work();
    return { outcome, statements };
  } finally {
    Reflect.deleteProperty(database, 'rows');
  }
}

describe('a visit', () => {
  it('[R20] shows staff who is on the site, on which page, since when and after how many pages', async () => {
    const { id, token } = await site.newVisitor();
    const start = site.clock.now();
    await visit(token, HOME, 'Home');
    site.clock.advance(5_000);
    await visit(token, ORDER);
    const { nodes } = await list();
    expect(nodes).toEqual([
      {
        id,
        name: null,
        company: null,
        hasContactData: false,
        isOnSite: true,
        page: { url: ORDER, title: null, since: new Date(start.getTime() + 5_000).toISOString() },
        visitStartedAt: start.toISOString(),
        pagesSeen: 2,
        openChatId: null,
        brand: { code: 'BCW' },
      },
    ]);
    const query = `{ visitor(id: "${id}") { pageViews(first: 1) { nodes { url title viewedAt } pageInfo { hasNextPage endCursor } } } }`;
    const { pageViews } = await site.ask<ShownVisitor>(query, agent);
    expect(pageViews.nodes).toEqual([
      { url: ORDER, title: null, viewedAt: new Date(start.getTime() + 5_000).toISOString() },
    ]);
    expect(pageViews.pageInfo.hasNextPage).toBe(true);
    const next = query.replace('first: 1', `first: 1, after: "${pageViews.pageInfo.endCursor}"`);
    expect((await site.ask<ShownVisitor>(next, agent)).pageViews.nodes).toEqual([
      { url: HOME, title: 'Home', viewedAt: start.toISOString() },
    ]);
  });

  it('[R20] is listed page by page, the newest first, without gap or repeat, in as many statements as for one', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { id, token } = await site.newVisitor();
      await visit(token);
      ids.unshift(id);
      // Two of them come in the same instant.
      if (i !== 2) site.clock.advance(1);
    }
    const found: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const { nodes, pageInfo } = await list(2, after);
      found.push(...nodes.map((node) => node.id));
      more = pageInfo.hasNextPage;
      after = pageInfo.endCursor;
    }
    expect(found).toHaveLength(5);
    expect(new Set(found)).toEqual(new Set(ids));
    const pagesOf = (first: number) =>
      site.ask<ShownPage<ShownVisitor>>(
        `{ visitors(brandCode: "BCW", first: ${first}) { nodes { id brand { code } pageViews(first: 3) { nodes { url } } } } }`,
        agent,
      );
    await pagesOf(1);
    const one = await statementsOf(() => pagesOf(1));
    const five = await statementsOf(() => pagesOf(5));
    expect(five.outcome.nodes.map((node) => node.pageViews.nodes.length)).toEqual([1, 1, 1, 1, 1]);
    expect(five.statements).toBe(one.statements);
  });

  it('[R20] belongs to one brand: for others’ staff it is not there', async () => {
    const { id, token } = await site.newVisitor();
    await visit(token);
    expect((await list(10, undefined, 'WE', foreigner)).nodes).toEqual([]);
    await expect(list(10, undefined, 'BCW', foreigner)).rejects.toMatchObject({
      extensions: { refusal: 'NotFound', field: 'brandCode' },
    });
    await expect(list(10, undefined, 'NONE', foreigner)).rejects.toMatchObject({
      extensions: { refusal: 'NotFound', field: 'brandCode' },
    });
    for (const unknown of [id, randomUUID(), 'x', '\0'])
      expect(await site.ask('query($id: ID!) { visitor(id: $id) { id } }', foreigner, { id: unknown })).toBeNull();
    expect(await site.ask('query($id: ID!) { visitor(id: $id) { id } }', agent, { id })).toEqual({ id });
    expect(await node(id, { kind: 'AGENT', roles: ['AGENT'], brandIds: [site.brandIds.BCW] })).toMatchObject({
      __typename: 'Visitor',
      id,
    });
    expect(await node(id, { kind: 'AGENT', roles: ['AGENT'], brandIds: [site.brandIds.WE] })).toBeUndefined();
    const page = await site.database.row<{ id: string }>('select id from page_view where visitor_id = $1', [id]);
    const ofPage = (brandId: string) => node(page?.id ?? '', { kind: 'AGENT', roles: ['AGENT'], brandIds: [brandId] });
    expect(await ofPage(site.brandIds.BCW)).toMatchObject({ __typename: 'PageView', url: HOME });
    expect(await ofPage(site.brandIds.WE)).toBeUndefined();
  });

  it.each([0, -1, 101])('[R20] is not listed on a page of %i', async (first) => {
    await expect(list(first)).rejects.toMatchObject({ extensions: { refusal: 'InvalidInput', field: 'first' } });
  });

  it.each(['', 'x', 'WzFd', Buffer.from('["no time","no id"]').toString('base64url')])(
    '[R20] is not listed after the cursor %j',
    async (after) => {
      await expect(list(1, after)).rejects.toMatchObject({ extensions: { refusal: 'InvalidInput', field: 'after' } });
    },
  );

  it('[R20] is no way for staff to begin a chat: no mutation aims at a visitor but the one that notes his details', async () => {
    interface Schema {
      mutationType: { fields: { name: string; args: { type: { ofType: { inputFields: { name: string }[] } } }[] }[] };
    }
    const { mutationType } = await site.ask<Schema>(
      '{ __schema { mutationType { fields { name args { type { ofType { name inputFields { name } } } } } } } }',
    );
    const aimed = mutationType.fields.filter(({ args }) =>
      args[0]?.type.ofType.inputFields.some(({ name }) => /visitor/i.test(name)),
    );
    expect(aimed.map(({ name }) => name)).toEqual(['noteVisitorDetails']);
    for (const role of ['AGENT', 'SUPERVISOR', 'ADMIN'] as const) {
      const token = await site.staff(role);
      await expect(site.mutate('startChat', '__typename', { text: 'Hello' }, token)).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
      await expect(visit(token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});
