import { key, type TestAgent } from '@test/support/organisation.js';
import { type ChatDesk, NOON, startChatDesk } from './chat-desk.js';
import { LIST } from './chat-documents.js';

let desk: ChatDesk;

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben, desk.eve]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());

const idsOf = async (agent: TestAgent, view: string): Promise<string[]> =>
  (await desk.ask(agent, LIST, { view })).nodes.map(({ id }: { id: string }) => id);

describe('a chat request', () => {
  it('[R25] appears in the list of requests, one click accepts it, and the chat opens with all that was written', async () => {
    const { visitor, chatId } = await desk.request('Where is my order?');
    expect(await idsOf(desk.ann, 'REQUESTS')).toContain(chatId);
    const accepted = await desk.mutate(desk.ann, 'acceptChat', { chatId });
    expect(accepted).toMatchObject({
      __typename: 'AcceptChatSuccess',
      chat: {
        id: chatId,
        status: 'ACTIVE',
        agent: { id: desk.ann.id, displayName: 'Ann' },
        acceptedAt: NOON.toISOString(),
        visitor: { id: visitor.id },
        brand: { code: 'BCW' },
        lastMessage: { text: 'Where is my order?', authorKind: 'VISITOR' },
        messages: { nodes: [{ text: 'Where is my order?', author: { kind: 'VISITOR' }, isPrivate: false }] },
        participants: [{ agent: { id: desk.ann.id }, role: 'OWNER', leftAt: null }],
      },
    });
    expect(await idsOf(desk.ann, 'REQUESTS')).not.toContain(chatId);
    expect(await idsOf(desk.ann, 'MINE')).toContain(chatId);
    expect(await desk.chat(visitor, chatId)).toMatchObject({ agent: { displayName: 'Ann' }, participants: [] });
  });

  it('[R22] [R25] rings for each agent with the sound of his own settings', async () => {
    const SETTINGS = `mutation ($input: ChangeMySettingsInput!) { changeMySettings(input: $input) { __typename } }`;
    await desk.ask(desk.ann, SETTINGS, { input: { clientKey: key(), requestSound: 'KNOCK' } });
    await desk.ask(desk.ben, SETTINGS, { input: { clientKey: key(), requestSound: 'NONE' } });
    const [ann, ben] = [await desk.watch(desk.ann), await desk.watch(desk.ben)];
    const { chatId } = await desk.request();
    expect(await ann.until('ChatRequestedEvent')).toMatchObject({
      sound: 'KNOCK',
      chat: { id: chatId, status: 'REQUESTED' },
    });
    expect(await ben.until('ChatRequestedEvent')).toMatchObject({ sound: null, chat: { id: chatId } });
    await desk.mutate(desk.ben, 'acceptChat', { chatId });
    expect(await ann.until('ChatAcceptedEvent')).toMatchObject({ sound: null, event: { agent: { id: desk.ben.id } } });
  });

  it('[R25] does not ring any more for somebody who comes back after it was taken', async () => {
    const stream = await desk.watch(desk.ann);
    const { cursor } = stream.payloads[0];
    stream.cut();
    await desk.conversation(desk.ben);
    const back = await desk.watch(desk.ann, { after: cursor });
    expect(await back.until('ChatRequestedEvent')).toMatchObject({ sound: null, chat: { status: 'ACTIVE' } });
  });

  it('[B1] is won by exactly one of ten agents who accept at once; the others learn who and when', async () => {
    const { chatId } = await desk.request();
    const agents: TestAgent[] = [desk.ann, desk.ben];
    for (let i = agents.length; i < 10; i += 1) {
      const agent = await desk.agent(`racer${i}`);
      await desk.goes(agent, 'ONLINE');
      agents.push(agent);
    }
    const answers = await Promise.all(agents.map((agent) => desk.mutate(agent, 'acceptChat', { chatId })));
    const winner = answers.findIndex(({ __typename }) => __typename === 'AcceptChatSuccess');
    const losers = answers.filter((_, i) => i !== winner);
    expect(answers[winner]).toMatchObject({ chat: { agent: { id: agents[winner].id } } });
    for (const loser of losers)
      expect(loser).toMatchObject({
        __typename: 'ChatAlreadyAccepted',
        acceptedBy: answers[winner].chat.agent,
        acceptedAt: NOON.toISOString(),
      });
    expect(await desk.count('chat_participant', 'chat_id = $1', chatId)).toBe(1);
    expect(await desk.count('fact', `aggregate_id = $1 and type = 'ChatAccepted'`, chatId)).toBe(1);
  });

  it('[R26] is one of several that an agent serves at the same time, up to his limit, also when he accepts all at once', async () => {
    const busy = await desk.agent('busy', { maxChats: 2 });
    await desk.goes(busy, 'ONLINE');
    const chats = [await desk.request('one'), await desk.request('two'), await desk.request('three')];
    const answers = await Promise.all(chats.map(({ chatId }) => desk.mutate(busy, 'acceptChat', { chatId })));
    expect(answers.map(({ __typename }) => String(__typename)).sort()).toEqual([
      'AcceptChatSuccess',
      'AcceptChatSuccess',
      'MayNotAcceptChat',
    ]);
    expect(answers.find(({ cause }) => cause)).toMatchObject({ cause: 'TOO_MANY_CHATS' });
    const mine = await idsOf(busy, 'MINE');
    expect(mine).toHaveLength(2);
    for (const chatId of mine) await desk.say(busy, chatId, 'I am with you.');
    await desk.mutate(busy, 'closeChat', { chatId: mine[0] });
    const left = chats.find(({ chatId }) => !mine.includes(chatId))!;
    expect(await desk.mutate(busy, 'acceptChat', { chatId: left.chatId })).toMatchObject({
      chat: { status: 'ACTIVE' },
    });
  });

  it('[R35] of a broadcast is seen and may be accepted by an Invisible agent', async () => {
    const shadow = await desk.agent('shadow');
    await desk.goes(shadow, 'INVISIBLE');
    const stream = await desk.watch(shadow);
    const { chatId } = await desk.request();
    expect(await stream.until('ChatRequestedEvent')).toMatchObject({ chat: { id: chatId }, sound: 'RING' });
    expect(await idsOf(shadow, 'REQUESTS')).toContain(chatId);
    expect(await desk.mutate(shadow, 'acceptChat', { chatId })).toMatchObject({ chat: { agent: { id: shadow.id } } });
  });

  it('[R31] is neither shown to nor accepted by an agent who is not signed in', async () => {
    const absent = await desk.agent('absent');
    const stream = await desk.watch(absent);
    const { chatId } = await desk.request();
    expect(await idsOf(absent, 'REQUESTS')).toEqual([]);
    expect(await desk.mutate(absent, 'acceptChat', { chatId })).toMatchObject({
      __typename: 'MayNotAcceptChat',
      cause: 'STATUS',
    });
    await desk.mutate(desk.ben, 'acceptChat', { chatId });
    await stream.until('ChatAcceptedEvent');
    expect(stream.events().map(({ __typename }) => __typename)).not.toContain('ChatRequestedEvent');
  });

  it("[R19] of one brand does not exist for another brand's agent", async () => {
    const stream = await desk.watch(desk.eve);
    const { chatId } = await desk.request();
    const other = await desk.request('Hi', 'WE');
    await stream.until(({ chat }) => chat?.id === other.chatId);
    expect(stream.events().map((event) => event['chatId'])).toEqual(expect.not.arrayContaining([chatId]));
    expect(await desk.mutate(desk.eve, 'acceptChat', { chatId })).toEqual({
      __typename: 'NotFound',
      reason: 'No such chat.',
      field: 'chatId',
    });
    expect(await desk.chat(desk.eve, chatId)).toBeNull();
    expect(await desk.ask(desk.eve, 'query ($id: ID!) { node(id: $id) { id } }', { id: chatId })).toBeNull();
    expect(await idsOf(desk.eve, 'ALL')).toEqual([other.chatId]);
    await expect(desk.watch(desk.eve, { brandCode: 'BCW' })).rejects.toThrow('No such brand');
    await expect(desk.follow(desk.eve, chatId)).rejects.toThrow('No such chat');
  });

  it('[R17] of a visitor who presses the button in ten windows at once is one chat', async () => {
    const visitor = await desk.visitor();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => desk.mutate(visitor, 'startChat', { text: String(i) })),
    );
    const [started, ...others] = answers.toSorted((a, b) => (a.chat ? -1 : b.chat ? 1 : 0));
    expect(started).toMatchObject({ __typename: 'StartChatSuccess', chat: { status: 'REQUESTED', messageCount: 1 } });
    for (const other of others) expect(other).toMatchObject({ __typename: 'ChatAlreadyOpen', chatId: started.chat.id });
  });

  it('[R19] of a visitor who is in a chat already leads him to that one', async () => {
    const { visitor, chatId } = await desk.request();
    expect(await desk.mutate(visitor, 'startChat', {})).toMatchObject({ __typename: 'ChatAlreadyOpen', chatId });
    expect(await desk.count('chat', 'visitor_id = $1', visitor.id)).toBe(1);
  });
});
