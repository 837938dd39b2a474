import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { countRows, everybodyGoesHome, listVisitors, visitPage } from './site-visits.js';
import { startTwoWebsites, type TwoWebsites } from './two-websites.js';

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

const list = () => listVisitors(site, agent);
const visit = (token: string, url?: string, title?: string) => visitPage(site, token, url, title);

describe('who a visitor is', () => {
  const known = 'visit { name company email phone }';

  it('[R46] [R47] is told by himself, or noted by the agent who asked him for name and company', async () => {
    const { id, token } = await site.newVisitor();
    await visit(token);
    expect(await site.mutate('tellWhoIAm', known, { name: ' Ann ', email: 'Ann@Acme.example' }, token)).toEqual({
      __typename: 'TellWhoIAmSuccess',
      visit: { name: 'Ann', company: null, email: 'ann@acme.example', phone: null },
    });
    const noted = await site.mutate(
      'noteVisitorDetails',
      'visitor { name company hasContactData }',
      { visitorId: id, company: 'Acme' },
      agent,
    );
    expect(noted.visitor).toEqual({ name: 'Ann', company: 'Acme', hasContactData: true });
    expect((await list()).nodes).toMatchObject([{ name: 'Ann', company: 'Acme', hasContactData: true }]);
    await site.mutate('tellWhoIAm', known, { email: '' }, token);
    expect((await list()).nodes).toMatchObject([{ name: 'Ann', company: 'Acme', hasContactData: false }]);
  });

  it.each([
    ['email', 'nobody'],
    ['phone', 'call me'],
    ['name', 'n'.repeat(201)],
    ['company', 'a\0b'],
    ['name', '\ud800'],
  ])('is refused when the %s is %j, and nothing is written', async (field, value) => {
    const { id, token } = await site.newVisitor();
    const input = { name: 'Ann', [field]: value };
    expect(await site.mutate('tellWhoIAm', known, input, token)).toMatchObject({ __typename: 'InvalidInput', field });
    expect(await site.mutate('noteVisitorDetails', '__typename', { visitorId: id, ...input }, agent)).toMatchObject({
      field,
    });
    expect(await site.ask('{ myVisit { name company email phone } }', token)).toEqual({
      name: null,
      company: null,
      email: null,
      phone: null,
    });
  });

  it('is nothing that another brand’s staff, or a visitor, can note: such a visitor is not there', async () => {
    const { id, token } = await site.newVisitor();
    const note = (visitorId: string, by: string) =>
      site.mutate('noteVisitorDetails', '__typename', { visitorId, name: 'X' }, by);
    for (const visitorId of [id, randomUUID(), 'x', '\0'])
      expect(await note(visitorId, foreigner)).toEqual({
        __typename: 'NotFound',
        reason: 'No such visitor.',
        field: 'visitorId',
      });
    await expect(note(id, token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a customer or writer for whom the website vouches', () => {
  async function website(): Promise<(claims: Record<string, unknown>) => Promise<string>> {
    const admin = await site.staff('ADMIN');
    await site.mutate('addBrandKey', '__typename', { brandId: site.brandIds.BCW }, admin);
    const key = await site.database.row<{ id: string; secret: string }>(
      'select id, secret from brand_key order by created_at desc limit 1',
    );
    const exp = Math.floor(site.clock.now().getTime() / 1000) + 3_600;
    return ({ sub = 'c-1', role = 'CUSTOMER', ...claims }) =>
      new SignJWT({ role, ...claims })
        .setProtectedHeader({ alg: 'HS256', kid: key?.id ?? '' })
        .setIssuer(site.brandIds.BCW)
        .setAudience('parley')
        .setSubject(String(sub))
        .setExpirationTime(exp)
        .sign(Buffer.from(key?.secret ?? ''));
  }
  const me = (token: string) => site.ask<{ visitorId: string }>('{ myVisit { visitorId name company email } }', token);

  it('is one contact and one visitor, also when he asks many times at once', async () => {
    const sign = await website();
    const token = await sign({ name: 'Ann', email: 'ann@acme.example' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => me(token)));
    expect(new Set(answers.map(({ visitorId }) => visitorId)).size).toBe(1);
    expect(answers[0]).toMatchObject({ name: 'Ann', company: null, email: 'ann@acme.example' });
    expect(await countRows(site, `contact where external_id = 'c-1'`)).toBe(1);
    await visit(token);
    const listed = await site.ask('{ visitors(brandCode: "BCW") { nodes { id partyRole name } } }', agent);
    expect(listed).toEqual({ nodes: [{ id: answers[0]?.visitorId, partyRole: 'CUSTOMER', name: 'Ann' }] });
  });

  it('keeps what the website newly says, and what it no longer says', async () => {
    const sign = await website();
    const one = await me(await sign({ sub: 'c-2', name: 'Bob', email: 'bob@acme.example' }));
    const two = await me(await sign({ sub: 'c-2', name: 'Robert', company: 'Acme' }));
    expect(two).toEqual({ visitorId: one.visitorId, name: 'Robert', company: 'Acme', email: 'bob@acme.example' });
    const writer = await me(await sign({ sub: 'c-2', role: 'WRITER', name: 'Will' }));
    expect(writer.visitorId).not.toBe(one.visitorId);
  });
});
