import { key } from '@test/support/organisation.js';
import { type ChatDesk, startChatDesk } from './chat-desk.js';

let desk: ChatDesk;
const TIMES = 50;

beforeAll(async () => {
  desk = await startChatDesk();
  await desk.goes(desk.ann, 'ONLINE');
});
afterAll(() => desk.close());
afterEach(() => desk.everybodyLeaves());

describe('a client key', () => {
  it.each([
    ['visitor, by the fast way', {}],
    ['visitor, by the ordinary way', { brandCode: 'BCW' }],
  ])('[B6] [K3] that is sent 50 times at once by a %s makes one message and one answer', async (_, more) => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const clientKey = key();
    const input = { chatId, text: 'Only once, please.', ...more };
    const answers = await Promise.all(
      Array.from({ length: TIMES }, () => desk.mutate(visitor, 'sendChatMessage', input, clientKey)),
    );
    expect(answers[0]).toMatchObject({ __typename: 'SendChatMessageSuccess', chatId });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await desk.count('chat_message', 'chat_id = $1 and text = $2', chatId, input.text)).toBe(1);
    expect(await desk.count('fact', `aggregate_id = $1 and type = 'ChatMessageSent'`, chatId)).toBe(2);
    expect(await desk.chat(desk.ann, chatId)).toMatchObject({ messageCount: 2 });
  });

  it('[B6] [K3] that is sent 50 times at once with a request for a chat makes one chat', async () => {
    const visitor = await desk.visitor();
    const clientKey = key();
    const answers = await Promise.all(
      Array.from({ length: TIMES }, () => desk.mutate(visitor, 'startChat', { text: 'Hello' }, clientKey)),
    );
    expect(new Set(answers.map(({ chat }) => chat.id)).size).toBe(1);
    expect(await desk.count('chat', 'visitor_id = $1', visitor.id)).toBe(1);
  });

  it('[B1] [B6] that accepted a chat answers the same after the chat is over', async () => {
    const { visitor, chatId } = await desk.request();
    const clientKey = key();
    const first = await desk.mutate(desk.ann, 'acceptChat', { chatId }, clientKey);
    await desk.mutate(visitor, 'leaveChat', { chatId });
    const again = await desk.mutate(desk.ann, 'acceptChat', { chatId }, clientKey);
    expect([first.__typename, again.__typename]).toEqual(['AcceptChatSuccess', 'AcceptChatSuccess']);
    expect(again.chat).toMatchObject({ status: 'CLOSED', acceptedAt: first.chat.acceptedAt });
  });

  it.each([['hello'], ['See www.bestcustomwriting.example']])(
    '[B6] [K3] that comes with other input is refused, and nothing is written: %s',
    async (text) => {
      const { chatId } = await desk.conversation(desk.ann);
      const clientKey = key();
      await desk.mutate(desk.ann, 'sendChatMessage', { chatId, text }, clientKey);
      for (const [name, input] of [
        ['sendChatMessage', { chatId, text: `${text}!` }],
        ['addChatNote', { chatId, text }],
        ['closeChat', { chatId }],
      ] as const)
        expect(await desk.mutate(desk.ann, name, input, clientKey)).toMatchObject({ __typename: 'ClientKeyReused' });
      expect(await desk.chat(desk.ann, chatId)).toMatchObject({ messageCount: 2, status: 'ACTIVE' });
    },
  );

  it('[B6] keeps a refusal: the same input gets it again when the reason is gone, other input is a conflict', async () => {
    const { visitor, chatId } = await desk.request();
    const clientKey = key();
    const send = (text: string): Promise<any> => desk.mutate(desk.ann, 'sendChatMessage', { chatId, text }, clientKey);
    const refused = { __typename: 'NotYourChat', servedBy: null, reason: expect.any(String) };
    expect(await send('Hi')).toEqual(refused);
    await desk.mutate(desk.ann, 'acceptChat', { chatId });
    expect(await send('Hi')).toEqual(refused);
    expect(await send('Hi there')).toMatchObject({ __typename: 'ClientKeyReused' });
    expect(await desk.chat(visitor, chatId)).toMatchObject({ messageCount: 1 });
  });

  it('[B6] belongs to one person: the same key of somebody else is another one', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const clientKey = key();
    const sent = [
      await desk.mutate(visitor, 'sendChatMessage', { chatId, text: 'Same' }, clientKey),
      await desk.mutate(desk.ann, 'sendChatMessage', { chatId, text: 'Same' }, clientKey),
    ];
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(2);
  });
});
