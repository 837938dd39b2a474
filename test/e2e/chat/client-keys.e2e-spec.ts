import { until, withConnection } from '@test/support/foundation.js';
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

  it('[B6] [K3] that is sent 50 times while the chat is being accepted has one outcome: sent once, or refused', async () => {
    for (let run = 0; run < 4; run += 1) {
      const { chatId } = await desk.request();
      const clientKey = key();
      const input = { chatId, text: 'Too early?' };
      const send = (): Promise<any> => desk.mutate(desk.ann, 'sendChatMessage', input, clientKey);
      const early = Array.from({ length: TIMES / 2 }, send);
      const accepted = desk.mutate(desk.ann, 'acceptChat', { chatId });
      const answers = await Promise.all([...early, ...Array.from({ length: TIMES / 2 }, send)]);
      expect(await accepted).toMatchObject({ __typename: 'AcceptChatSuccess' });
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(['NotYourChat', 'SendChatMessageSuccess']).toContain(answers[0].__typename);
      const sent = answers[0].messageId ? 1 : 0;
      expect(await desk.count('chat_message', 'chat_id = $1 and text = $2', chatId, input.text)).toBe(sent);
      await desk.everybodyLeaves();
    }
  });

  it.each([
    ['fast', {}],
    ['ordinary', { brandCode: 'BCW' }],
  ])('[B6] gets the very same answer again on the %s way, also for an id in capital letters', async (_, more) => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const clientKey = key();
    const input = { chatId: chatId.toUpperCase(), text: 'Hi', ...more };
    const first = await desk.mutate(visitor, 'sendChatMessage', input, clientKey);
    expect(first.chatId).toBe(chatId);
    await desk.advance(1_000);
    expect(await desk.mutate(visitor, 'sendChatMessage', input, clientKey)).toEqual(first);
  });

  it('[B6] is honoured when the database ends the fast way to resolve a deadlock', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const clientKey = key();
    const waiting = (): Promise<number> =>
      desk.count('pg_stat_activity', `datname = current_database() and wait_event_type = 'Lock'`);
    // As a retry of the same request does on the ordinary way: the key first, then the chat.
    const sent = await withConnection(desk.databaseUrl, async (other) => {
      await other.query('begin');
      await other.query(`insert into client_key (actor, key, command, input_hash) values ($1, $2, 'x', '')`, [
        `VISITOR:${visitor.id}`,
        clientKey,
      ]);
      const sending = desk.mutate(visitor, 'sendChatMessage', { chatId, text: 'Hi' }, clientKey);
      await until(async () => (await waiting()) === 1);
      await other.query('select from chat where id = $1 for update', [chatId]);
      await other.query('rollback');
      return sending;
    });
    expect(sent).toMatchObject({ __typename: 'SendChatMessageSuccess' });
    expect(await desk.count('chat_message', 'chat_id = $1', chatId)).toBe(2);
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
