import { JobTasks } from '@libs/outbox';
import { key } from '@test/support/organisation.js';
import { until } from '@test/support/foundation.js';
import { type ChatDesk, NOON, startChatDesk } from './chat-desk.js';
import { openStream } from './chat-stream.js';

let desk: ChatDesk;

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.eve]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());

const cursorOf = (...parts: string[]): string => Buffer.from(parts.join('|')).toString('base64url');
const GARBAGE: [string, string][] = [
  ['no cursor', 'garbage'],
  ['empty', ''],
  ['another version', cursorOf('f2', '10:20:')],
  ['no snapshot', cursorOf('f1', "10:20:'; drop table chat")],
  ['a snapshot of the future', cursorOf('f1', '4611686018427387904:4611686018427387904:')],
  ['a page cursor', Buffer.from(JSON.stringify([NOON.toISOString(), key()])).toString('base64url')],
  ['ten thousand letters', 'A'.repeat(10_000)],
];

describe('a stream of chat events', () => {
  it.each(GARBAGE)('[B7] says RESYNC_REQUIRED for a cursor that is %s', async (_, after) => {
    const { visitor, chatId } = await desk.request();
    const streams = [
      await openStream(desk, visitor.token, 'chatEvents', { chatId, after }),
      await openStream(desk, desk.ann.token, 'chatDeskEvents', { after }),
    ];
    for (const stream of streams) {
      expect(await stream.refusal()).toBe('RESYNC_REQUIRED');
      expect(stream.payloads).toEqual([]);
    }
  });

  it('[B7] [K2] says RESYNC_REQUIRED when facts after the cursor were forgotten, and goes on from a fresh query', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const { eventsCursor } = await desk.chat(visitor, chatId);
    await desk.say(visitor, chatId, 'soon forgotten');
    await until(async () => (await desk.count('delivery')) === 0);
    desk.clock.freeze(new Date(NOON.getTime() + 40 * 86_400_000));
    await desk.app.get(JobTasks).runNow('forget-old-facts');
    desk.clock.freeze(NOON);
    expect(await desk.count('fact', 'aggregate_id = $1', chatId)).toBe(0);

    const old = await desk.follow(visitor, chatId, eventsCursor);
    expect(await old.refusal()).toBe('RESYNC_REQUIRED');
    expect(old.payloads).toEqual([]);
    const fresh = await desk.chat(visitor, chatId);
    expect(fresh.lastMessage.text).toBe('soon forgotten');
    const stream = await desk.follow(visitor, chatId, fresh.eventsCursor);
    await desk.say(visitor, chatId, 'new');
    expect((await stream.until('ChatMessageSentEvent')).event).toMatchObject({ message: { text: 'new' } });
  });

  it("[B7] [R19] never carries another brand's events, live or resumed, whatever the brand that is asked for", async () => {
    const eve = await desk.watch(desk.eve);
    const all = await desk.watch(desk.sue);
    const bcw = await desk.watch(desk.sue, { brandCode: 'BCW' });
    const { chatId } = await desk.conversation(desk.ann, 'of BCW');
    const own = await desk.conversation(desk.eve, 'of WE', 'WE');
    const last = await desk.say(own.visitor, own.chatId, 'last');
    const isLast = ({ event }: { event: any }): boolean => event.message?.id === last.messageId;
    await eve.until(isLast);
    await all.until(isLast);
    await bcw.until(({ event }) => event['chatId'] === chatId && event.__typename === 'ChatAcceptedEvent');
    const chatsOf = (stream: typeof eve): Set<string> => new Set(stream.events().map((event) => event['chatId']));
    expect(chatsOf(eve)).toEqual(new Set([own.chatId]));
    expect(chatsOf(all)).toEqual(new Set([own.chatId, chatId]));
    expect(chatsOf(bcw)).toEqual(new Set([chatId]));

    const resumed = await desk.watch(desk.eve, { after: all.payloads[0].cursor });
    await resumed.until('CaughtUp');
    expect(resumed.events()).toEqual(eve.events());
    for (const [who, id] of [
      [desk.eve, chatId],
      [own.visitor, chatId],
      [desk.ann, own.chatId],
    ] as const)
      await expect(desk.follow(who, id)).rejects.toThrow('No such chat');
  });

  it('[B7] is for staff when it is about all chats', async () => {
    const { visitor } = await desk.request();
    const stream = await openStream(desk, visitor.token, 'chatDeskEvents', { after: '' });
    expect(await stream.refusal()).toBe('FORBIDDEN');
  });

  it("[B7] of a chat gets a refusal like a missing one's for somebody else's chat", async () => {
    const [one, two] = [await desk.request(), await desk.visitor()];
    const refusals = [];
    for (const chatId of [one.chatId, key(), 'nothing']) {
      const error = await desk.follow(two, chatId).catch((reason: Error) => reason.message);
      refusals.push(error);
    }
    expect(refusals[0]).toContain('"refusal":"NotFound"');
    expect(new Set(refusals).size).toBe(1);
  });

  it('[B7] [R18] ends within five seconds when the account is closed', async () => {
    const gone = await desk.agent('gone');
    await desk.goes(gone, 'ONLINE');
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const streams = [await desk.watch(gone), await desk.follow(gone, chatId)];
    const started = performance.now();
    const CLOSE = `mutation ($input: CloseAgentAccountInput!) { closeAgentAccount(input: $input) { __typename } }`;
    const closed = await desk.ask(desk.ada, CLOSE, { input: { clientKey: key(), agentId: gone.id } });
    expect(closed.__typename).toBe('CloseAgentAccountSuccess');
    for (const stream of streams) expect(await stream.closed()).toBe(4403);
    expect(performance.now() - started).toBeLessThan(5_000);
    const before = streams.map(({ payloads }) => payloads.length);
    await desk.say(visitor, chatId, 'Are you there?');
    const witness = await desk.follow(visitor, chatId, (await desk.chat(visitor, chatId)).eventsCursor);
    await witness.until('CaughtUp');
    expect(streams.map(({ payloads }) => payloads.length)).toEqual(before);
    await expect(desk.chat(gone, chatId)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
