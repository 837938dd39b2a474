import { everybodyGoesHome, HOME, listVisitors, ORDER, SHOWN, visitPage } from './site-visits.js';
import { type ShownPayload, type ShownVisitor, startTwoWebsites, subscribe, type TwoWebsites } from './two-websites.js';

const EVENTS = `subscription($brand: String!, $after: String) { visitorEvents(brandCode: $brand, after: $after) { cursor event { __typename
  ... on VisitorArrived { visitor { ${SHOWN} } } ... on VisitorMovedOn { visitorId page { url title since } pagesSeen }
  ... on VisitorLeft { visitorId at } ... on VisitorIdentified { visitor { ${SHOWN} } }
  ... on VisitorChatStarted { visitorId chatId } ... on VisitorChatEnded { chatId } } } }`;

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

describe('the events of a site', () => {
  /** What a client does with an event: the list of before becomes the list of now. */
  function fold(nodes: readonly ShownVisitor[], { event }: ShownPayload): readonly ShownVisitor[] {
    const change = (id: string, fields: object) =>
      nodes.map((node) => (node.id === id ? { ...node, ...fields } : node));
    const { __typename: type, visitorId, chatId, visitor, ...fields } = event;
    if (type === 'VisitorArrived') return [visitor, ...nodes.filter(({ id }) => id !== visitor.id)];
    if (type === 'VisitorIdentified') return change(visitor.id, visitor);
    if (type === 'VisitorLeft') return nodes.filter(({ id }) => id !== visitorId);
    if (type === 'VisitorChatStarted') return change(visitorId, { openChatId: chatId });
    if (type === 'VisitorChatEnded')
      return nodes.map((node) => (node.openChatId === chatId ? { ...node, openChatId: null } : node));
    return change(visitorId, fields);
  }
  const sorted = (nodes: readonly ShownVisitor[]) => nodes.toSorted((a, b) => a.id.localeCompare(b.id));

  it('[B7] turn the list of before into the list of now, and a cut connection resumes without gap or repeat', async () => {
    const early = await site.newVisitor();
    await visit(early.token);
    const before = await list();
    const first = subscribe(site, EVENTS, agent, { brand: 'BCW', after: before.cursor });
    await first.until('CaughtUp');

    const late = await site.newVisitor();
    await visit(late.token, ORDER, 'Order');
    await site.mutate('tellWhoIAm', '__typename', { name: 'Ann', email: 'ann@acme.example' }, late.token);
    await first.until('VisitorIdentified');
    first.stop();
    const kept = first.received.findIndex(({ event }) => event.__typename === 'VisitorArrived');

    await visit(early.token, ORDER);
    await visit(late.token, HOME);
    await site.mutate('leaveSite', '__typename', {}, early.token);
    // His first request is missed, the second one stands open.
    const request = () => site.mutate('startChat', 'chat { id }', { text: 'Hello' }, late.token);
    await site.mutate('setMyStatus', '__typename', { status: 'ONLINE' }, agent);
    await request();
    await site.advance(59_000);
    await site.mutate('setMyStatus', '__typename', { status: 'ONLINE' }, agent);
    await site.advance(1_000);
    const { chat } = await request();
    const stranger = await site.newVisitor('WE');
    await site.mutate('visitPage', '__typename', { url: 'https://wise.example/' }, stranger.token);

    // It had read the arrival when the line broke: the identification comes again from the feed, once.
    const after = first.received[kept]?.cursor;
    const second = subscribe(site, EVENTS, agent, { brand: 'BCW', after });
    const resumed = await second.until('CaughtUp');
    const types = resumed.map(({ event }) => event.__typename);
    expect(types).toEqual([
      'VisitorIdentified',
      'VisitorMovedOn',
      'VisitorMovedOn',
      'VisitorLeft',
      'VisitorChatStarted',
      'VisitorChatEnded',
      'VisitorChatStarted',
      'CaughtUp',
    ]);
    expect((await list()).nodes).toMatchObject([{ id: late.id, openChatId: chat.id }]);
    const events = [...first.received.slice(0, kept + 1), ...resumed].filter(
      ({ event }) => event.__typename !== 'CaughtUp',
    );
    expect(sorted(events.reduce(fold, before.nodes))).toEqual(sorted((await list()).nodes));
  });

  it('[B7] tell a reader with a cursor that is none, or of another database, to start afresh', async () => {
    for (const after of ['nonsense', Buffer.from('f1|9999999999:9999999999:').toString('base64url')])
      await expect(subscribe(site, EVENTS, agent, { brand: 'BCW', after }).until('CaughtUp')).rejects.toThrow(
        'RESYNC_REQUIRED',
      );
  });

  it('[R20] are for the brand’s own staff', async () => {
    await expect(subscribe(site, EVENTS, foreigner, { brand: 'BCW' }).until('CaughtUp')).rejects.toThrow('NotFound');
    const { token } = await site.newVisitor();
    await expect(subscribe(site, EVENTS, token, { brand: 'BCW' }).until('CaughtUp')).rejects.toThrow('FORBIDDEN');
  });
});
