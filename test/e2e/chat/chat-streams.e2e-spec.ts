import type { TestAgent } from '@test/support/organisation.js';
import { type ChatDesk, type Person, startChatDesk } from './chat-desk.js';
import { LIST } from './chat-documents.js';
import { fold, foldable } from './chat-fold.js';
import type { Payload } from './chat-stream.js';

let desk: ChatDesk;

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben, desk.eve]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());
afterEach(() => desk.everybodyLeaves());

/** A chat in which everything happens that can; `look` is called between any two steps. */
async function story(look: (visitor: Person, chatId: string) => Promise<void>): Promise<string> {
  const { visitor, chatId } = await desk.request('Hello');
  const { ann, ben, sue } = desk;
  const steps: [Person, string, object][] = [
    [ann, 'acceptChat', { chatId }],
    [ann, 'markChatRead', { chatId, upToSequence: 2 }],
    [ann, 'sendChatMessage', { chatId, text: 'Hi, thank you for writing.' }],
    [visitor, 'markChatRead', { chatId, upToSequence: 5 }],
    [ann, 'promiseAnswer', { chatId, seconds: 60 }],
    [ann, 'addChatNote', { chatId, text: 'A regular.' }],
    [visitor, 'sendChatMessage', { chatId, text: 'Fine.' }],
    [ann, 'consultSupervisor', { chatId, supervisorId: sue.id, question: 'Discount?' }],
    [visitor, 'markChatRead', { chatId, upToSequence: 10 }],
    [sue, 'leaveChat', { chatId }],
    [ann, 'tagChat', { chatId, tags: ['discount'] }],
    [ann, 'transferChat', { chatId, toAgentId: ben.id, note: 'Please go on.' }],
    [ben, 'promiseAnswer', { chatId, seconds: 120 }],
    [ben, 'tagChat', { chatId, tags: ['discount', 'law'] }],
    [ben, 'markChatRead', { chatId, upToSequence: 8 }],
    [visitor, 'leaveChat', { chatId }],
  ];
  await look(visitor, chatId);
  for (const [who, name, input] of steps) {
    await desk.advance(1_000);
    const answer = await desk.mutate(who, name, input);
    if (!answer.__typename.endsWith('Success')) throw new Error(`${name}: ${JSON.stringify(answer)}`);
    await look(visitor, chatId);
  }
  return chatId;
}

const eventsOf = (payloads: readonly Payload[]): Payload[] =>
  payloads.filter(({ event }) => event.__typename !== 'CaughtUp');

describe('the events of a chat', () => {
  it.each(['staff', 'the visitor'])(
    '[B7] [K2] turn any earlier answer to %s into the present one, from its eventsCursor on',
    async (side) => {
      const looks: { who: Person; chat: any }[] = [];
      const chatId = await story(async (visitor, id) => {
        const who = side === 'staff' ? desk.sue : visitor;
        looks.push({ who, chat: await desk.chat(who, id) });
      });
      const now = foldable(await desk.chat(looks[0].who, chatId));
      expect(now).toMatchObject({ status: 'CLOSED', messageCount: 6, agent: { displayName: 'Ben' } });
      for (const { who, chat } of looks) {
        const stream = await desk.follow(who, chatId, chat.eventsCursor);
        await stream.until('CaughtUp');
        expect(fold(foldable(chat), stream.payloads)).toEqual(now);
        stream.cut();
      }
    },
  );

  it('[B7] [K2] resume after any cursor with exactly what followed, once and in order, whatever was written while away', async () => {
    let live: Awaited<ReturnType<typeof desk.follow>> | undefined;
    const chatId = await story(async (_, id) => {
      live ??= await desk.follow(desk.ann, id);
    });
    await live!.until('ChatClosedEvent');
    const all = eventsOf(live!.payloads);
    expect(all.map(({ event }) => event['sequence'])).toEqual(all.map((_, i) => i + 3));
    live!.cut();
    for (const [i, { cursor }] of all.entries()) {
      const back = await desk.follow(desk.ann, chatId, cursor);
      await back.until('CaughtUp');
      expect(eventsOf(back.payloads).map(({ event }) => event)).toEqual(all.slice(i + 1).map(({ event }) => event));
      back.cut();
    }
  });

  it('[B7] go on live after the past, on the same stream', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const first = await desk.follow(visitor, chatId);
    first.cut();
    await desk.say(desk.ann, chatId, 'while away');
    const back = await desk.follow(visitor, chatId, first.payloads[0].cursor);
    await back.until('CaughtUp');
    await desk.say(desk.ann, chatId, 'live');
    await back.until(({ event }) => event['message']?.text === 'live');
    expect(back.payloads.map(({ event }) => event['message']?.text ?? event.__typename)).toEqual([
      'while away',
      'CaughtUp',
      'live',
    ]);
  });

  it('[B7] are followed by an id in capital letters too', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const stream = await desk.follow(visitor, chatId.toUpperCase());
    await desk.say(desk.ann, chatId, 'live');
    expect((await stream.until('ChatMessageSentEvent')).event).toMatchObject({ chatId, message: { text: 'live' } });
  });
});

describe('the events of the desk', () => {
  const listOf = async (who: TestAgent, view: string): Promise<Map<string, string>> =>
    new Map((await desk.ask(who, LIST, { view })).nodes.map(({ id, status }: any) => [id, status]));

  /** The rule of an inbox: which requests an agent sees, and how each chat stands. */
  function foldDesk(requests: Set<string>, chats: Map<string, string>, payloads: readonly Payload[]): void {
    const statuses: Record<string, string> = {
      ChatRequestedEvent: 'REQUESTED',
      ChatAcceptedEvent: 'ACTIVE',
      ChatClosedEvent: 'CLOSED',
      ChatMissedEvent: 'MISSED',
    };
    for (const { event } of eventsOf(payloads)) {
      const status = statuses[event.__typename];
      if (status) chats.set(event['chatId'], status);
      if (status === 'REQUESTED') requests.add(event['chatId']);
      else if (status) requests.delete(event['chatId']);
    }
  }

  it('[B7] [K2] turn an earlier list into the present one, for requests and for all chats, of this brand alone', async () => {
    const open = await desk.request('before');
    const [requests, chats] = [await listOf(desk.ann, 'REQUESTS'), await listOf(desk.ann, 'ALL')];
    const { eventsCursor } = await desk.chat(desk.ann, open.chatId);
    await desk.conversation(desk.ben, 'taken');
    const left = await desk.request('left');
    await desk.mutate(left.visitor, 'leaveChat', { chatId: left.chatId });
    await desk.conversation(desk.eve, 'elsewhere', 'WE');
    await desk.request('waits');
    await desk.mutate(desk.ann, 'acceptChat', { chatId: open.chatId });
    await desk.mutate(desk.ann, 'closeChat', { chatId: open.chatId });
    const stream = await desk.watch(desk.ann, { after: eventsCursor });
    await stream.until('CaughtUp');
    const [folded, known] = [new Set(requests.keys()), new Map(chats)];
    foldDesk(folded, known, stream.payloads);
    expect([...folded].sort()).toEqual([...(await listOf(desk.ann, 'REQUESTS')).keys()].sort());
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(await listOf(desk.ann, 'ALL')));
  });

  it('[B7] [K2] resume after any cursor without gap or repeat when many write at the same time', async () => {
    const live = await desk.watch(desk.sue);
    const chats = [...(await Promise.all([1, 2, 3].map(() => desk.request()))), await desk.request('x', 'WE')];
    const texts = Array.from({ length: 60 }, (_, i) => String(i));
    await Promise.all(texts.map((text, i) => desk.say(chats[i % 4].visitor, chats[i % 4].chatId, text)));
    const isText = ({ event }: Payload): boolean => texts.includes(event['message']?.text);
    await live.until(() => live.payloads.filter(isText).length === texts.length);
    const all = eventsOf(live.payloads);
    for (let i = 0; i < all.length; i += 6) {
      const back = await desk.watch(desk.sue, { after: all[i].cursor });
      await back.until('CaughtUp');
      const got = eventsOf(back.payloads).map(({ event }) => event);
      const identity = (event: any): string => `${event.chatId} ${String(event.sequence).padStart(9, '0')}`;
      expect(got.map(identity).sort()).toEqual(
        all
          .slice(i + 1)
          .map(({ event }) => identity(event))
          .sort(),
      );
      for (const { chatId } of chats) {
        const sequences = got.filter((event) => event['chatId'] === chatId).map((event) => event['sequence']);
        expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      }
      back.cut();
    }
  });
});
