import { type ChatDesk, NOON, startChatDesk } from './chat-desk.js';

let desk: ChatDesk;
const at = (ms: number): string => new Date(NOON.getTime() + ms).toISOString();

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());
afterEach(() => desk.everybodyLeaves());

describe('reading', () => {
  it('[R129] is noted with the exact time of each message, once, and told to the other side', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann, 'one');
    const readTimes = async (): Promise<unknown[]> =>
      (await desk.chat(desk.ann, chatId)).messages.nodes.map(({ readAt }: any) => readAt);
    const stream = await desk.follow(visitor, chatId);
    const { sequence: two } = await desk.say(desk.ann, chatId, 'two');
    expect(await readTimes()).toEqual([null, null]);

    await desk.advance(1_234);
    await desk.mutate(desk.ann, 'markChatRead', { chatId, upToSequence: two });
    expect((await stream.until('ChatMessagesReadEvent')).event).toMatchObject({
      readerKind: 'AGENT',
      upToSequence: two,
      readAt: at(1_234),
    });
    expect(await readTimes()).toEqual([at(1_234), null]);

    await desk.advance(1);
    await desk.mutate(visitor, 'markChatRead', { chatId, upToSequence: two });
    const { sequence: three } = await desk.say(desk.ann, chatId, 'three');
    await desk.advance(1);
    await desk.mutate(visitor, 'markChatRead', { chatId, upToSequence: three });
    expect(await readTimes()).toEqual([at(1_234), at(1_235), at(1_236)]);

    const before = (await desk.chat(desk.ann, chatId)).sequence;
    await desk.advance(60_000);
    await desk.mutate(visitor, 'markChatRead', { chatId, upToSequence: two });
    await desk.mutate(visitor, 'markChatRead', { chatId, upToSequence: three });
    expect(await readTimes()).toEqual([at(1_234), at(1_235), at(1_236)]);
    expect((await desk.chat(desk.ann, chatId)).sequence).toBe(before);
  });

  it('[R129] of a colleague who only looks on is refused, that of a consultant counts', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const { sequence: upToSequence } = await desk.say(visitor, chatId, 'Hello?');
    const read = { chatId, upToSequence };
    for (const onlooker of [desk.ben, desk.sue])
      expect(await desk.mutate(onlooker, 'markChatRead', read)).toMatchObject({ __typename: 'NotYourChat' });
    expect(await desk.count('chat_read_marker', 'chat_id = $1', chatId)).toBe(0);
    await desk.mutate(desk.ann, 'consultSupervisor', { chatId, supervisorId: desk.sue.id, question: 'What now?' });
    expect(await desk.mutate(desk.sue, 'markChatRead', read)).toMatchObject({ __typename: 'MarkChatReadSuccess' });
    expect(await desk.count('chat_read_marker', 'chat_id = $1', chatId)).toBe(1);
  });

  it.each([0, -1, 99])('[R129] of a message %d that is not there is refused', async (upToSequence) => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    expect(await desk.mutate(visitor, 'markChatRead', { chatId, upToSequence })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'upToSequence',
    });
    expect(await desk.count('chat_read_marker', 'chat_id = $1', chatId)).toBe(0);
  });
});

describe('a sign of typing', () => {
  it('[R26] reaches the other side only, is stored nowhere, and leaves the cursor where it was', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const { visitor: other, chatId: otherId } = await desk.conversation(desk.ann);
    const [forVisitor, forAnn] = [await desk.follow(visitor, chatId), await desk.follow(desk.ann, chatId)];
    const forOther = await desk.follow(other, otherId);
    const facts = await desk.count('fact');
    await desk.mutate(desk.ann, 'signalTyping', { chatId, isTyping: true });
    const typing = await forVisitor.until('ChatTypingEvent');
    expect(typing).toEqual({
      cursor: forVisitor.payloads[0].cursor,
      event: {
        __typename: 'ChatTypingEvent',
        chatId,
        kind: 'AGENT',
        id: desk.ann.id,
        isTyping: true,
        until: new Date(desk.clock.now().getTime() + 6_000).toISOString(),
      },
    });
    await desk.mutate(visitor, 'signalTyping', { chatId, isTyping: false });
    expect((await forAnn.until('ChatTypingEvent')).event).toMatchObject({ kind: 'VISITOR', isTyping: false });
    expect(await desk.count('fact')).toBe(facts);
    await desk.say(desk.ann, otherId, 'done');
    await forOther.until('ChatMessageSentEvent');
    expect(forVisitor.payloads.map(({ event }) => event.__typename)).toEqual(['CaughtUp', 'ChatTypingEvent']);
    expect(forAnn.payloads).toHaveLength(2);
    expect(forOther.payloads).toHaveLength(2);
  });

  it('[R26] is passed on from the agent who serves the chat, not from others, and not once the chat is over', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const stream = await desk.follow(visitor, chatId);
    for (const who of [desk.ben, desk.sue]) await desk.mutate(who, 'signalTyping', { chatId, isTyping: true });
    await desk.mutate(desk.ann, 'closeChat', { chatId });
    await desk.mutate(desk.ann, 'signalTyping', { chatId, isTyping: true });
    await desk.mutate(desk.ann, 'addChatNote', { chatId, text: 'x' });
    await desk.mutate(visitor, 'markChatRead', { chatId, upToSequence: 2 });
    await stream.until('ChatMessagesReadEvent');
    expect(stream.payloads.map(({ event }) => event.__typename)).not.toContain('ChatTypingEvent');
  });
});
