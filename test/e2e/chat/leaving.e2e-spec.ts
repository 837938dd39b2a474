import { type ChatDesk, NOON, startChatDesk } from './chat-desk.js';

let desk: ChatDesk;
const LIMIT_MS = 180_000;

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.freeze(NOON));
afterEach(() => desk.everybodyLeaves());

const inMs = (ms: number): string => new Date(desk.clock.now().getTime() + ms).toISOString();
const leave = (who: { token: string }, chatId: string): Promise<any> => desk.mutate(who, 'leaveChat', { chatId });

describe('leaving a chat', () => {
  it('[R41] [D7] is refused to the agent at exactly three minutes of silence, and possible a millisecond later', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    await desk.advance(1);
    await desk.say(desk.ann, chatId, 'Are you still there?');
    const possibleAt = inMs(LIMIT_MS + 1);
    const refused = { __typename: 'VisitorMayStillAnswer', reason: expect.any(String), possibleAt };
    expect(await leave(desk.ann, chatId)).toEqual(refused);
    await desk.advance(LIMIT_MS);
    expect(await leave(desk.ann, chatId)).toEqual(refused);
    const stream = await desk.follow(visitor, chatId);
    await desk.advance(1);
    expect((await leave(desk.ann, chatId)).chat).toMatchObject({
      status: 'CLOSED',
      closedBecause: 'VISITOR_SILENT',
      closedAt: possibleAt,
      participants: [{ leftAt: possibleAt }],
    });
    expect((await stream.until('ChatClosedEvent')).event).toMatchObject({ because: 'VISITOR_SILENT' });
    expect(await leave(desk.ann, chatId)).toMatchObject({ __typename: 'ChatIsOver', status: 'CLOSED' });
  });

  it('[R41] starts anew with every message of the agent and of the visitor', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    await desk.advance(1);
    await desk.say(desk.ann, chatId, 'One moment.');
    await desk.advance(LIMIT_MS);
    await desk.say(desk.ann, chatId, 'Hello?');
    await desk.advance(LIMIT_MS);
    expect(await leave(desk.ann, chatId)).toMatchObject({ possibleAt: inMs(1) });
    await desk.say(visitor, chatId, 'Yes, I am here.');
    await desk.advance(2 * LIMIT_MS);
    expect(await leave(desk.ann, chatId)).toMatchObject({ __typename: 'VisitorMayStillAnswer', possibleAt: null });
  });

  it('[R41] is refused while the agent owes the answer: he accepted and wrote nothing', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    await desk.advance(LIMIT_MS + 60_000);
    expect(await leave(desk.ann, chatId)).toMatchObject({ __typename: 'VisitorMayStillAnswer', possibleAt: null });
  });

  it('[R41] counts from the transfer for the agent who took over', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    await desk.advance(1);
    await desk.say(desk.ann, chatId, 'Are you there?');
    await desk.advance(LIMIT_MS + 1);
    await desk.mutate(desk.ann, 'transferChat', { chatId, toAgentId: desk.ben.id });
    expect(await leave(desk.ben, chatId)).toMatchObject({ possibleAt: inMs(LIMIT_MS + 1) });
    expect(await leave(desk.ann, chatId)).toMatchObject({ __typename: 'NotYourChat', servedBy: desk.ben.id });
  });

  it('[R41] is free to the visitor at any time', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const stream = await desk.follow(desk.ann, chatId);
    expect((await leave(visitor, chatId)).chat).toMatchObject({ status: 'CLOSED', closedBecause: 'VISITOR_LEFT' });
    expect((await stream.until('ChatClosedEvent')).event).toMatchObject({ because: 'VISITOR_LEFT' });
    expect(await desk.count('missed_chat', 'chat_id = $1', chatId)).toBe(0);
    expect(await leave(visitor, chatId)).toMatchObject({ __typename: 'ChatIsOver' });
  });

  it('[R27] in good order is closing: by the agent who serves the chat, or a supervisor, not by others', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    await desk.say(desk.ann, chatId, 'Thank you for chatting with us, good-bye!');
    expect(await desk.mutate(desk.ben, 'closeChat', { chatId })).toMatchObject({ __typename: 'NotYourChat' });
    expect(await desk.mutate(desk.ann, 'closeChat', { chatId })).toMatchObject({
      chat: { status: 'CLOSED', closedBecause: 'RESOLVED' },
    });
    const other = await desk.conversation(desk.ann);
    expect(await desk.mutate(desk.sue, 'closeChat', { chatId: other.chatId })).toMatchObject({
      chat: { closedBecause: 'RESOLVED' },
    });
    const request = await desk.request();
    expect(await desk.mutate(desk.sue, 'closeChat', { chatId: request.chatId })).toMatchObject({
      __typename: 'NotYourChat',
      servedBy: null,
    });
  });
});
