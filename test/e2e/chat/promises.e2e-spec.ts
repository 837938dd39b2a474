import { type ChatDesk, startChatDesk } from './chat-desk.js';

let desk: ChatDesk;

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());
afterEach(() => desk.everybodyLeaves());

const stateOf = async (chatId: string): Promise<string> => (await desk.chat(desk.sue, chatId)).promise.state;

describe('a promise of time', () => {
  it.each([
    [10, '10 seconds'],
    [59, '59 seconds'],
    [60, '1 minute'],
    [61, '2 minutes'],
    [120, '2 minutes'],
    [3600, '60 minutes'],
  ])('[R29] of %d s tells the visitor the amount: %s', async (seconds, amount) => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const { chat } = await desk.mutate(desk.ann, 'promiseAnswer', { chatId, seconds });
    expect(chat.lastMessage).toMatchObject({ text: expect.stringContaining(` ${amount} `), authorKind: 'AGENT' });
    const seen = await desk.chat(visitor, chatId);
    expect(seen.promise).toMatchObject({ state: 'OPEN' });
    expect(Date.parse(seen.promise.dueAt) - Date.parse(seen.promise.madeAt)).toBe(seconds * 1_000);
  });

  it.each([9, 0, -60, 3601])('[R29] of %d s is refused by the field', async (seconds) => {
    const { chatId } = await desk.conversation(desk.ann);
    expect(await desk.mutate(desk.ann, 'promiseAnswer', { chatId, seconds })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'seconds',
    });
    expect(await desk.count('chat_promise', 'chat_id = $1', chatId)).toBe(0);
  });

  it('[R29] is KEPT at once when the agent writes in time, and stays so when the time is over', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    await desk.mutate(desk.ann, 'promiseAnswer', { chatId, seconds: 120, text: 'Two minutes, please.' });
    const stream = await desk.follow(visitor, chatId);
    await desk.advance(60_000);
    await desk.mutate(desk.ann, 'addChatNote', { chatId, text: 'Not for the visitor.' });
    await desk.say(visitor, chatId, 'Fine.');
    expect(await stateOf(chatId)).toBe('OPEN');
    await desk.say(desk.ann, chatId, 'Here it is.');
    expect(await stateOf(chatId)).toBe('KEPT');
    await desk.advance(60_000);
    expect((await stream.until('ChatPromiseEvent')).event).toMatchObject({ state: 'KEPT' });
    expect(await stateOf(chatId)).toBe('KEPT');
  });

  it('[R29] is BROKEN when the time runs out, seen by supervisors at once, and a late answer does not mend it', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    await desk.mutate(desk.ann, 'promiseAnswer', { chatId, seconds: 60 });
    const stream = await desk.watch(desk.sue);
    await desk.advance(59_999);
    expect(await stateOf(chatId)).toBe('OPEN');
    desk.clock.advance(1);
    expect(await stateOf(chatId)).toBe('BROKEN');
    desk.clock.advance(5_000);
    await desk.say(desk.ann, chatId, 'Sorry, late.');
    expect(await stateOf(chatId)).toBe('BROKEN');
    await desk.advance(0);
    expect((await stream.until('ChatPromiseEvent')).event).toMatchObject({ chatId, state: 'BROKEN' });
    expect(await stateOf(chatId)).toBe('BROKEN');
  });

  it('[R29] is KEPT by an answer in time, however late the timer fires', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    await desk.mutate(desk.ann, 'promiseAnswer', { chatId, seconds: 60 });
    desk.clock.advance(60_000);
    await desk.say(desk.ann, chatId, 'Just in time.');
    desk.clock.advance(60_000);
    await desk.say(desk.ann, chatId, 'And more.');
    expect(await stateOf(chatId)).toBe('KEPT');
    await desk.advance(60_000);
    expect(await desk.count('chat_promise', `chat_id = $1 and settled = 'KEPT'`, chatId)).toBe(1);
  });

  it('[R29] is BROKEN, not dropped, when the chat ends after its time before the timer could fire', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    await desk.mutate(desk.ann, 'promiseAnswer', { chatId, seconds: 60 });
    desk.clock.advance(60_000);
    await desk.mutate(visitor, 'leaveChat', { chatId });
    expect(await stateOf(chatId)).toBe('BROKEN');
    expect(await desk.count('timer', `key like 'chat-promise:%' and due_at <= $1`, desk.clock.now())).toBe(0);
  });

  it('[R29] is DROPPED by a new promise, a transfer and the end of the chat', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const stream = await desk.follow(desk.sue, chatId);
    await desk.mutate(desk.ann, 'promiseAnswer', { chatId, seconds: 60 });
    await desk.advance(1_000);
    await desk.mutate(desk.ann, 'promiseAnswer', { chatId, seconds: 600 });
    await desk.mutate(desk.ann, 'transferChat', { chatId, toAgentId: desk.ben.id });
    expect(await stateOf(chatId)).toBe('DROPPED');
    await desk.mutate(desk.ben, 'promiseAnswer', { chatId, seconds: 60 });
    await desk.mutate(visitor, 'leaveChat', { chatId });
    expect(await stateOf(chatId)).toBe('DROPPED');
    await stream.until('ChatClosedEvent');
    const states = stream.events().filter(({ __typename }) => __typename === 'ChatPromiseEvent');
    expect(states.map(({ state }) => state)).toEqual(['OPEN', 'DROPPED', 'OPEN', 'DROPPED', 'OPEN', 'DROPPED']);
    await desk.advance(700_000);
    expect(await desk.count('chat_promise', `chat_id = $1 and settled <> 'DROPPED'`, chatId)).toBe(0);
  });
});
