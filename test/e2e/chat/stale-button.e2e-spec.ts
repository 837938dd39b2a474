import type { TestAgent } from '@test/support/organisation.js';
import { type ChatDesk, startChatDesk } from './chat-desk.js';
import { ROUTED } from './chat-documents.js';

let desk: ChatDesk;
let only: TestAgent;

beforeAll(async () => {
  desk = await startChatDesk();
  only = await desk.agent('only', { maxChats: 1 });
});
afterAll(() => desk.close());
afterEach(async () => {
  await desk.everybodyLeaves();
  await desk.goes(only, 'OFFLINE');
});

const button = async (): Promise<any> =>
  desk.ask(await desk.visitor(), '{ chatAvailability(brandCode: "BCW") { state buttonText } }');
const refused = (...nextSteps: string[]) => ({
  __typename: 'ChatNotAvailable',
  reason: expect.any(String),
  nextSteps,
});

describe('a chat button that is out of date', () => {
  it('[B4] [R51] [R55] leads to waiting or a message when everybody became busy meanwhile', async () => {
    await desk.goes(only, 'ONLINE');
    expect(await button()).toEqual({ state: 'LIVE', buttonText: 'Click for Live Help' });
    await desk.conversation(only);
    const late = await desk.visitor();
    expect(await desk.mutate(late, 'startChat', { text: 'Hello' })).toEqual(refused('WAIT', 'LEAVE_MESSAGE'));
    expect(await desk.count('chat', 'visitor_id = $1', late.id)).toBe(0);
  });

  it('[R51] queues the visitor who chose to wait for longer than an ordinary request, and he is served in the end', async () => {
    await desk.goes(only, 'ONLINE');
    const busy = await desk.conversation(only);
    const { visitor, chatId } = await desk.request('I can wait.', 'BCW', { isWillingToWait: true });
    const chat = await desk.chat(visitor, chatId);
    expect(chat.status).toBe('REQUESTED');
    expect(Date.parse(chat.requestExpiresAt) - Date.parse(chat.requestedAt)).toBe(600_000);
    expect((await desk.ask(only, ROUTED, { id: chatId })).routingDecisions).toMatchObject([
      { rule: 'NOBODY_AVAILABLE', excluded: expect.arrayContaining([{ agentId: only.id, reason: 'AT_CAPACITY' }]) },
    ]);
    await desk.advance(300_000);
    const stream = await desk.watch(only);
    await desk.mutate(only, 'closeChat', { chatId: busy.chatId });
    expect(await stream.until('ChatOfferedEvent')).toMatchObject({ chat: { id: chatId }, sound: 'RING' });
    expect(await desk.mutate(only, 'acceptChat', { chatId })).toMatchObject({ chat: { status: 'ACTIVE' } });
  });

  it('[R37] [R55] leads to a message only when everybody left or became Invisible meanwhile, willing to wait or not', async () => {
    for (const status of ['OFFLINE', 'INVISIBLE'] as const) {
      await desk.goes(only, 'ONLINE');
      expect(await button()).toMatchObject({ state: 'LIVE' });
      await desk.goes(only, status);
      expect(await button()).toEqual({ state: 'LEAVE_MESSAGE', buttonText: 'Leave a message' });
      const visitor = await desk.visitor();
      for (const isWillingToWait of [false, true])
        expect(await desk.mutate(visitor, 'startChat', { text: 'Hello', isWillingToWait })).toEqual(
          refused('LEAVE_MESSAGE'),
        );
    }
  });

  it('[B4] [D6] still leads to a chat when all are Away, also for a button that said otherwise', async () => {
    expect(await button()).toMatchObject({ state: 'LEAVE_MESSAGE' });
    await desk.goes(only, 'AWAY');
    expect(await button()).toMatchObject({ state: 'LIVE' });
    const { chatId } = await desk.request();
    expect(await desk.mutate(only, 'acceptChat', { chatId })).toMatchObject({ chat: { status: 'ACTIVE' } });
  });

  it('[B4] is never a dead end: every answer to a visitor is a chat or a next step', async () => {
    const outcomes = new Set<string>();
    for (const status of ['ONLINE', 'AWAY', 'INVISIBLE', 'OFFLINE'] as const)
      for (const isBusy of [false, true])
        for (const isWillingToWait of [false, true]) {
          await desk.goes(only, 'ONLINE');
          if (isBusy) await desk.conversation(only);
          await desk.goes(only, status);
          const visitor = await desk.visitor();
          const answer = await desk.mutate(visitor, 'startChat', { isWillingToWait });
          outcomes.add(`${status} ${isBusy ? 'busy' : 'free'}: ${answer.nextSteps?.join('/') ?? answer.chat.status}`);
          if (answer.chat) await desk.mutate(visitor, 'leaveChat', { chatId: answer.chat.id });
          await desk.everybodyLeaves();
        }
    expect([...outcomes].sort()).toEqual([
      'AWAY busy: REQUESTED',
      'AWAY busy: WAIT/LEAVE_MESSAGE',
      'AWAY free: REQUESTED',
      'INVISIBLE busy: LEAVE_MESSAGE',
      'INVISIBLE free: LEAVE_MESSAGE',
      'OFFLINE busy: LEAVE_MESSAGE',
      'OFFLINE free: LEAVE_MESSAGE',
      'ONLINE busy: REQUESTED',
      'ONLINE busy: WAIT/LEAVE_MESSAGE',
      'ONLINE free: REQUESTED',
    ]);
  });
});
