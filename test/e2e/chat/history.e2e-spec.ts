import { type ChatDesk, NOON, startChatDesk } from './chat-desk.js';
import { LIST } from './chat-documents.js';

let desk: ChatDesk;
const SECOND = 1_000;

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben, desk.eve]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());

const page = (variables: object, who: { token: string } = desk.sue): Promise<any> =>
  desk.ask(who, LIST, { ...variables });
const idsOf = (list: any): string[] => list.nodes.map(({ id }: { id: string }) => id);

describe('the history of chats', () => {
  it('[R21] keeps every chat: open, closed and missed, and can be narrowed by view, brand, agent, visitor, tag and time', async () => {
    const first = await desk.conversation(desk.ann, 'one');
    await desk.advance(SECOND);
    const second = await desk.conversation(desk.ben, 'two');
    await desk.mutate(desk.ann, 'tagChat', { chatId: second.chatId, tags: ['Refund', 'law-essay', 'refund '] });
    await desk.mutate(desk.ben, 'closeChat', { chatId: second.chatId });
    await desk.advance(SECOND);
    const third = await desk.request('three');
    await desk.mutate(third.visitor, 'leaveChat', { chatId: third.chatId });
    await desk.advance(SECOND);
    const other = await desk.conversation(desk.eve, 'four', 'WE');
    const [a, b, c, d] = [first.chatId, second.chatId, third.chatId, other.chatId];
    const at = (seconds: number): string => new Date(NOON.getTime() + seconds * SECOND).toISOString();

    expect(idsOf(await page({}))).toEqual([d, c, b, a]);
    expect(idsOf(await page({}, desk.ann))).toEqual([c, b, a]);
    expect(idsOf(await page({ view: 'ACTIVE' }))).toEqual([d, a]);
    expect(idsOf(await page({ view: 'CLOSED' }))).toEqual([b]);
    expect(idsOf(await page({ view: 'MISSED' }))).toEqual([c]);
    expect(idsOf(await page({ brandCode: 'WE' }))).toEqual([d]);
    expect(idsOf(await page({ agentId: desk.ben.id }))).toEqual([b]);
    expect(idsOf(await page({ visitorId: third.visitor.id }))).toEqual([c]);
    expect((await page({ tag: 'REFUND' })).nodes).toMatchObject([{ id: b, tags: ['law-essay', 'refund'] }]);
    expect(idsOf(await page({ from: at(1), to: at(3) }))).toEqual([c, b]);
    expect(idsOf(await page({ view: 'CLOSED', tag: 'refund', agentId: desk.ann.id }))).toEqual([]);
    for (const nobody of ['nobody', desk.brands.BCW]) expect(idsOf(await page({ agentId: nobody }))).toEqual([]);
    await desk.mutate(desk.ann, 'closeChat', { chatId: a });
    await desk.mutate(desk.eve, 'closeChat', { chatId: d });
  });

  it('[R48] holds chats by voice beside those in writing, for staff and for the visitor', async () => {
    const visitor = await desk.visitor();
    const media = [];
    for (const medium of ['TEXT', 'VOICE']) {
      await desk.advance(SECOND);
      const { chat } = await desk.mutate(visitor, 'startChat', { text: medium, medium });
      await desk.mutate(desk.ann, 'acceptChat', { chatId: chat.id });
      await desk.advance(SECOND);
      await desk.mutate(desk.ann, 'closeChat', { chatId: chat.id });
      media.unshift(medium);
    }
    const list = await page({ visitorId: visitor.id });
    expect(list.nodes.map(({ medium }: any) => medium)).toEqual(media);
    const mine = await desk.ask(visitor, '{ myChats { nodes { medium lastMessage { text } } } }');
    expect(mine.nodes).toEqual([
      { medium: 'VOICE', lastMessage: { text: 'VOICE' } },
      { medium: 'TEXT', lastMessage: { text: 'TEXT' } },
    ]);
    expect((await desk.ask(await desk.visitor(), '{ myChats { nodes { id } } }')).nodes).toEqual([]);
  });

  it('[R21] pages by keyset: every chat once, also while new ones come in and when many share one instant', async () => {
    const own = await desk.agent('reader', { roles: ['SUPERVISOR'] });
    const made: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      if (i % 3 === 0) await desk.advance(SECOND);
      const { visitor, chatId } = await desk.request();
      await desk.mutate(visitor, 'leaveChat', { chatId });
      made.push(chatId);
    }
    const from = new Date(desk.clock.now().getTime() - 2 * SECOND).toISOString();
    const to = new Date(desk.clock.now().getTime() + 1).toISOString();
    const whole = idsOf(await page({ from, to }, own));
    expect([...whole].sort()).toEqual([...made].sort());
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const part = await page({ from, first: 2, ...(after && { after }) }, own);
      expect(part.pageInfo.hasPreviousPage).toBe(after !== undefined);
      seen.push(...idsOf(part));
      if (!part.pageInfo.hasNextPage) break;
      after = part.pageInfo.endCursor;
      await desk.advance(SECOND);
      const { visitor, chatId } = await desk.request();
      await desk.mutate(visitor, 'leaveChat', { chatId });
    }
    expect(seen).toEqual(whole);
  });

  it('[R21] pages through the messages of a chat from the newest end, in the order in which they were sent', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann, '0');
    for (let i = 1; i < 8; i += 1) await desk.say(visitor, chatId, String(i));
    const messages = async (args: string): Promise<any> =>
      (
        await desk.ask(
          visitor,
          `{ chat(id: "${chatId}") { messages(${args}) { nodes { text }
        pageInfo { hasPreviousPage hasNextPage startCursor } } } }`,
        )
      ).messages;
    const newest = await messages('last: 3');
    expect(newest.nodes.map(({ text }: any) => text)).toEqual(['5', '6', '7']);
    expect(newest.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    await desk.say(visitor, chatId, '8');
    const older = await messages(`last: 100, before: "${newest.pageInfo.startCursor}"`);
    expect(older.nodes.map(({ text }: any) => text)).toEqual(['0', '1', '2', '3', '4']);
    expect(older.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  });

  const key = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
  it.each([
    ['first', '{ chats(first: 0) { nodes { id } } }'],
    ['first', '{ chats(first: 101) { nodes { id } } }'],
    ['first', '{ chats(first: 1000) { nodes { id } } }'],
    ['first', '{ chats(first: -1) { nodes { id } } }'],
    ['after', '{ chats(after: "") { nodes { id } } }'],
    ['after', '{ chats(after: "garbage") { nodes { id } } }'],
    ['after', `{ chats(after: "${key('2026-13-45T00:00:00Z', 'x')}") { nodes { id } } }`],
    ['after', `{ chats(after: "${'A'.repeat(501)}") { nodes { id } } }`],
    ['last', '{ chat(id: "CHAT") { messages(last: 0) { nodes { id } } } }'],
    ['last', '{ chat(id: "CHAT") { messages(last: 1000) { nodes { id } } } }'],
    ['before', '{ chat(id: "CHAT") { messages(before: "garbage") { nodes { id } } } }'],
    ['before', `{ chat(id: "CHAT") { messages(before: "${key(1e15)}") { nodes { id } } } }`],
    ['before', `{ chat(id: "CHAT") { messages(before: "${key(-1e15)}") { nodes { id } } } }`],
    ['tag', '{ chats(tag: "a\\u0000b") { nodes { id } } }'],
    ['brandCode', '{ chats(brandCode: "NONE") { nodes { id } } }'],
    ['to', '{ chatFigures(brandCode: "BCW", from: "2026-03-02T00:00:00Z", to: "2026-03-01T00:00:00Z") { missed } }'],
    ['to', '{ chatFigures(brandCode: "BCW", from: "2020-03-02T00:00:00Z", to: "2026-03-01T00:00:00Z") { missed } }'],
  ])('[R21] refuses a wrong argument by its name, %s: %.99s', async (field, query) => {
    const [chatId] = idsOf(await page({ first: 1 }));
    await expect(desk.ask(desk.sue, query.replace('CHAT', chatId))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
    });
  });

  it('[R19] of another brand is no filter: it answers as a brand that does not exist', async () => {
    const ask = (code: string): Promise<unknown> =>
      page({ brandCode: code }, desk.ann).then(JSON.stringify, (error: Error) => error.message);
    expect(await ask('WE')).toBe(await ask('XX'));
  });
});
