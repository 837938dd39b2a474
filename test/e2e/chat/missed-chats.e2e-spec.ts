import { Timers } from '@libs/timers';
import { type ChatDesk, NOON, startChatDesk } from './chat-desk.js';
import { LIST } from './chat-documents.js';

let desk: ChatDesk;
const TIMEOUT_MS = 60_000;

beforeAll(async () => {
  desk = await startChatDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  for (const agent of [desk.ann, desk.ben]) await desk.goes(agent, 'ONLINE');
});

const missedRow = (chatId: string): Promise<any> =>
  desk.database.row('select reason, has_contact_data, missed_at from missed_chat where chat_id = $1', [chatId]);

describe('a missed chat', () => {
  it('[R42] [R43] is one that nobody accepted in time, at the very end of the time and not before', async () => {
    const { visitor, chatId } = await desk.request();
    const stream = await desk.watch(desk.ann);
    await desk.advance(TIMEOUT_MS - 1);
    expect(await desk.chat(visitor, chatId)).toMatchObject({ status: 'REQUESTED', missedBecause: null });
    await desk.advance(1);
    const missedAt = desk.clock.now().toISOString();
    expect(await desk.chat(desk.ann, chatId)).toMatchObject({
      status: 'MISSED',
      missedBecause: 'NOBODY_ACCEPTED',
      missedFollowUp: 'NONE',
      closedAt: missedAt,
      closedBecause: null,
    });
    expect((await stream.until('ChatMissedEvent')).event).toMatchObject({
      chatId,
      reason: 'NOBODY_ACCEPTED',
      missedAt,
    });
    expect(await missedRow(chatId)).toMatchObject({ reason: 'NOBODY_ACCEPTED', has_contact_data: false });
    expect((await desk.ask(desk.ann, LIST, { view: 'MISSED' })).nodes.map(({ id }: any) => id)).toContain(chatId);
    expect(await desk.mutate(desk.ann, 'acceptChat', { chatId })).toMatchObject({
      __typename: 'ChatIsOver',
      status: 'MISSED',
    });
  });

  it('[R42] [R43] says when no agent was online any more', async () => {
    const { chatId } = await desk.request();
    await desk.goes(desk.ann, 'OFFLINE');
    await desk.goes(desk.ben, 'INVISIBLE');
    await desk.goes(await desk.agent('zoe', { maxChats: 0 }), 'ONLINE');
    await desk.advance(TIMEOUT_MS);
    expect(await desk.chat(desk.sue, chatId)).toMatchObject({ missedBecause: 'NOBODY_ONLINE' });
  });

  it('[R42] [R43] says when the visitor left before, and no timer is left', async () => {
    const { visitor, chatId } = await desk.request();
    const { chat } = await desk.mutate(visitor, 'leaveChat', { chatId });
    expect(chat).toMatchObject({ status: 'MISSED', missedBecause: 'VISITOR_LEFT', closedBecause: null });
    expect(await desk.count('timer', 'subject_id::text = $1', chatId)).toBe(0);
  });

  it.each([
    [{ email: 'vera@customer.example' }, 'CALL_OR_EMAIL'],
    [{ phone: '+380501234567' }, 'CALL_OR_EMAIL'],
    [{ name: 'Vera', company: 'ACME' }, 'NONE'],
  ])('[R42] of a visitor who left %j can be followed up: %s', async (details, missedFollowUp) => {
    const { visitor, chatId } = await desk.request();
    expect(await desk.mutate(visitor, 'tellWhoIAm', details)).toMatchObject({ __typename: 'TellWhoIAmSuccess' });
    await desk.advance(TIMEOUT_MS);
    expect(await desk.chat(desk.ann, chatId)).toMatchObject({ missedFollowUp, visitor: details });
    expect(await missedRow(chatId)).toMatchObject({ has_contact_data: missedFollowUp === 'CALL_OR_EMAIL' });
  });

  it('[R42] is not what an accepted chat becomes when its time passes', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    await desk.advance(TIMEOUT_MS * 2);
    expect(await desk.chat(desk.ann, chatId)).toMatchObject({ status: 'ACTIVE', missedFollowUp: null });
    await desk.mutate(desk.ann, 'closeChat', { chatId });
  });

  it('[R43] [B1] is stored exactly when the status says so, also when acceptance and the end of time meet', async () => {
    const outcomes: string[] = [];
    for (let run = 0; run < 20; run += 1) {
      desk.clock.freeze(NOON);
      await desk.goes(desk.ann, 'ONLINE');
      const { chatId } = await desk.request();
      const stream = await desk.follow(desk.ann, chatId);
      desk.clock.advance(TIMEOUT_MS);
      // One of the two comes a little later in every run, by a few round trips, so that each comes first sometimes.
      const trips = async (count: number): Promise<void> => {
        for (let trip = 0; trip < count; trip += 1) await desk.database.rows('select 1');
      };
      const lead = (run - 7) * 4;
      const [answer] = await Promise.all([
        trips(-lead).then(() => desk.mutate(desk.ann, 'acceptChat', { chatId })),
        trips(lead).then(() => desk.app.get(Timers).fire(`chat-request:${chatId}`)),
      ]);
      const { status } = await desk.chat(desk.sue, chatId);
      const accepted = answer.__typename === 'AcceptChatSuccess';
      expect([status, await desk.count('missed_chat', 'chat_id = $1', chatId)]).toEqual(
        accepted ? ['ACTIVE', 0] : ['MISSED', 1],
      );
      await stream.until(accepted ? 'ChatAcceptedEvent' : 'ChatMissedEvent');
      expect(stream.events()).toHaveLength(1);
      outcomes.push(status);
      stream.cut();
      if (accepted) await desk.mutate(desk.ann, 'closeChat', { chatId });
    }
    expect(new Set(outcomes)).toEqual(new Set(['ACTIVE', 'MISSED']));
  });
});
