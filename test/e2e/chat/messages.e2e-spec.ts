import { type ChatDesk, NOON, startChatDesk } from './chat-desk.js';
import { LIST } from './chat-documents.js';

let desk: ChatDesk;

beforeAll(async () => {
  desk = await startChatDesk();
  await desk.goes(desk.ann, 'ONLINE');
  await desk.goes(desk.eve, 'ONLINE');
});
afterAll(() => desk.close());
afterEach(() => desk.everybodyLeaves());

const figuresOf = (brandCode: string): Promise<any> => {
  const [from, to] = [new Date(NOON.getTime() - 1), new Date(NOON.getTime() + 3_600_000)];
  return desk.ask(
    desk.sue,
    `query ($brandCode: String!, $from: DateTime!, $to: DateTime!) { chatFigures(brandCode: $brandCode, from: $from, to: $to) {
      requested accepted missed answered averageFirstResponseSeconds isFirstResponseOnTarget } }`,
    { brandCode, from: from.toISOString(), to: to.toISOString() },
  );
};

describe('a conversation', () => {
  it('[R44] records the first answer and keeps it: only what an agent writes first counts', async () => {
    const { visitor, chatId } = await desk.conversation(desk.eve, 'Hello', 'WE');
    await desk.advance(60_000);
    await desk.say(visitor, chatId, 'Anybody?');
    await desk.mutate(desk.eve, 'addChatNote', { chatId, text: 'Looks like a returning customer.' });
    expect(await desk.chat(desk.eve, chatId)).toMatchObject({ firstResponseAt: null, firstResponseSeconds: null });
    await desk.advance(60_000);
    const { sentAt } = await desk.say(desk.eve, chatId, 'Hello, thank you for waiting.');
    await desk.advance(5_000);
    await desk.say(desk.eve, chatId, 'Which order is it?');
    expect(await desk.chat(visitor, chatId)).toMatchObject({
      firstResponseAt: sentAt,
      firstResponseSeconds: 120,
      messageCount: 4,
      lastMessage: { text: 'Which order is it?', authorKind: 'AGENT' },
    });
  });

  it('[R43] [R44] [D7] counts missed chats, and an average of exactly two minutes is on target, one millisecond more is not', async () => {
    expect(await figuresOf('WE')).toEqual({
      requested: 1,
      accepted: 1,
      missed: 0,
      answered: 1,
      averageFirstResponseSeconds: 120,
      isFirstResponseOnTarget: true,
    });
    const missed = await desk.request('Bye', 'WE');
    await desk.mutate(missed.visitor, 'leaveChat', { chatId: missed.chatId });
    const { chatId } = await desk.conversation(desk.eve, 'Hello', 'WE');
    await desk.advance(120_002);
    await desk.say(desk.eve, chatId, 'Hello.');
    expect(await figuresOf('WE')).toEqual({
      requested: 3,
      accepted: 2,
      missed: 1,
      answered: 2,
      averageFirstResponseSeconds: 120.001,
      isFirstResponseOnTarget: false,
    });
    expect(await figuresOf('BCW')).toMatchObject({ requested: 0, averageFirstResponseSeconds: null });
  });

  it('[R26] goes on beside others of the same agent; what is written in one stays in it', async () => {
    const [one, two] = [await desk.conversation(desk.ann, 'one'), await desk.conversation(desk.ann, 'two')];
    await desk.say(desk.ann, one.chatId, 'to one');
    await desk.advance(1);
    await desk.say(desk.ann, two.chatId, 'to two');
    expect((await desk.ask(desk.ann, LIST, { view: 'MINE' })).nodes.map(({ id }: { id: string }) => id)).toEqual([
      two.chatId,
      one.chatId,
    ]);
    const texts = async (chatId: string): Promise<string[]> =>
      (await desk.chat(desk.ann, chatId)).messages.nodes.map(({ text }: { text: string }) => text);
    expect([await texts(one.chatId), await texts(two.chatId)]).toEqual([
      ['one', 'to one'],
      ['two', 'to two'],
    ]);
  });

  it('[R19] is guarded by the brand: a message meant for another one is refused, by the field', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    for (const [who, brandCode] of [
      [desk.ann, 'WE'],
      [visitor, 'NONE'],
    ] as const)
      expect(await desk.mutate(who, 'sendChatMessage', { chatId, text: 'Hi', brandCode })).toMatchObject({
        __typename: 'InvalidInput',
        field: 'brandCode',
      });
    expect(await desk.mutate(desk.ann, 'sendChatMessage', { chatId, text: 'Hi', brandCode: 'BCW' })).toMatchObject({
      __typename: 'SendChatMessageSuccess',
    });
    expect((await desk.chat(visitor, chatId)).messageCount).toBe(2);
  });

  it("[R28] takes no link to another brand's site from an agent, and shows where in the text it stands", async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const text =
      '😀 Order at https://www.wiseessays.example/order or bestcustomwriting.example, mail me@WiseEssays.example!';
    const found = await desk.mutate(desk.ann, 'sendChatMessage', { chatId, text });
    expect(found).toMatchObject({ __typename: 'ForeignBrandLink', field: 'text' });
    expect(found.links.map(({ start, end, brandCode }: any) => [text.slice(start, end), brandCode])).toEqual([
      ['https://www.wiseessays.example/order', 'WE'],
      ['me@WiseEssays.example', 'WE'],
    ]);
    for (const [name, field] of [
      ['promiseAnswer', 'text'],
      ['consultSupervisor', 'announcement'],
    ] as const)
      expect(
        await desk.mutate(desk.ann, name, {
          chatId,
          [field]: 'See wiseessays.example',
          ...(name === 'promiseAnswer' ? { seconds: 60 } : { supervisorId: desk.sue.id, question: '?' }),
        }),
      ).toMatchObject({ __typename: 'ForeignBrandLink', field, links: [{ brandCode: 'WE' }] });
    expect((await desk.chat(visitor, chatId)).messageCount).toBe(1);
  });

  it('[R28] takes links to its own site and to strangers from an agent, and any link from the visitor', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    await desk.say(desk.ann, chatId, 'https://order.bestcustomwriting.example/form?id=1 and https://example.org.');
    await desk.say(visitor, chatId, 'I came from https://wiseessays.example/');
    expect((await desk.chat(visitor, chatId)).messageCount).toBe(3);
  });
});
