import { HandlerRoutes } from '@libs/outbox';
import type { TestVisitor } from '@test/support/organisation.js';
import { type ChatDesk, type Person, startChatDesk } from './chat-desk.js';

let desk: ChatDesk;

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben, desk.eve, desk.sue]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());

const STATUSES = ['REQUESTED', 'ACTIVE', 'CLOSED', 'MISSED'] as const;
const FAST = {};
/** The guard of the brand is for the ordinary way alone. */
const ORDINARY = { brandCode: 'BCW' };

async function chatIn(status: (typeof STATUSES)[number]): Promise<{ visitor: TestVisitor; chatId: string }> {
  const made = status === 'REQUESTED' || status === 'MISSED' ? await desk.request() : await desk.conversation(desk.ann);
  if (status === 'MISSED') await desk.mutate(made.visitor, 'leaveChat', { chatId: made.chatId });
  if (status === 'CLOSED') await desk.mutate(desk.ann, 'closeChat', { chatId: made.chatId });
  return made;
}

/** Everything that the database knows of a chat; ids that differ from chat to chat become names. */
async function stateOf({ visitor, chatId }: { visitor: TestVisitor; chatId: string }): Promise<unknown> {
  const rows = [
    await desk.database.rows(`select to_jsonb(c) - 'offered_to' as chat from chat c where id = $1`, [chatId]),
    await desk.database.rows('select * from chat_message where chat_id = $1 order by sequence', [chatId]),
    await desk.database.rows(
      `select type, aggregate_type, aggregate_id, brand_id, sequence, payload - 'offeredTo' as payload, actor_kind, actor_id, origin, occurred_at
       from fact where aggregate_id = $1 order by sequence`,
      [chatId],
    ),
    await desk.database.rows(
      `select actor, command, answer, refusal from client_key where answer->>'chatId' = $1 order by command, answer->'sequence', actor`,
      [chatId],
    ),
  ];
  const text = JSON.stringify(rows).replaceAll(chatId, 'CHAT').replaceAll(visitor.id, 'VISITOR');
  return JSON.parse(text.replaceAll(/"(id|messageId)":"[0-9a-f-]{36}"/g, '"$1":"MESSAGE"'));
}

describe('the fast and the ordinary way of a message', () => {
  it.each(STATUSES)('[R25] come to the same in a chat that is %s, whoever writes', async (status) => {
    const [fast, ordinary] = [await chatIn(status), await chatIn(status)];
    const stranger = await desk.visitor();
    const foreigner = await desk.visitor('WE');
    const authors = (own: Person): Record<string, Person> => ({
      'the visitor': own,
      'another visitor': stranger,
      "another brand's visitor": foreigner,
      'the serving agent': desk.ann,
      'another agent': desk.ben,
      "another brand's agent": desk.eve,
      'the supervisor': desk.sue,
    });
    const outcomes: Record<string, string> = {};
    for (const name of Object.keys(authors(stranger))) {
      const send = async ({ visitor, chatId }: typeof fast, more: object): Promise<any> => {
        const input = { chatId, text: `From ${name} 😀`, ...more };
        const answer = await desk.mutate(authors(visitor)[name], 'sendChatMessage', input);
        return { ...answer, ...(answer.chatId && { chatId: 'CHAT', messageId: 'MESSAGE' }) };
      };
      const [one, other] = [await send(fast, FAST), await send(ordinary, ORDINARY)];
      expect(one).toEqual(other);
      expect(await stateOf(fast)).toEqual(await stateOf(ordinary));
      outcomes[name] = one.__typename;
    }
    const isOver = status === 'CLOSED' || status === 'MISSED';
    const forStaff = isOver ? 'ChatIsOver' : 'NotYourChat';
    expect(outcomes).toEqual({
      'the visitor': isOver ? 'ChatIsOver' : 'SendChatMessageSuccess',
      'another visitor': 'NotFound',
      "another brand's visitor": 'NotFound',
      'the serving agent': status === 'ACTIVE' ? 'SendChatMessageSuccess' : forStaff,
      'another agent': forStaff,
      "another brand's agent": 'NotFound',
      'the supervisor': forStaff,
    });
  });

  it('[R25] come to the same for texts of every length, and of a visitor with a name', async () => {
    const [fast, ordinary] = [await chatIn('ACTIVE'), await chatIn('ACTIVE')];
    for (const { visitor } of [fast, ordinary]) await desk.mutate(visitor, 'tellWhoIAm', { name: 'Vera' });
    const texts = [
      '  x ',
      `${'a'.repeat(199)}😀 and on`,
      'б'.repeat(8_000),
      '   ',
      'y'.repeat(8_001),
      "'; drop table chat",
    ];
    for (const text of texts) {
      const answers = [];
      for (const [{ visitor, chatId }, more] of [[fast, FAST] as const, [ordinary, ORDINARY] as const]) {
        const answer = await desk.mutate(visitor, 'sendChatMessage', { chatId, text, ...more });
        answers.push([answer.__typename, answer.field, answer.sequence]);
        await desk.advance(1);
      }
      expect(answers[0]).toEqual(answers[1]);
    }
    const shown = async ({ visitor, chatId }: typeof fast): Promise<unknown> => {
      const { messages, lastMessage, messageCount } = await desk.chat(visitor, chatId);
      const of = messages.nodes.map((node: any) => [node.text, node.author.name, node.sequence]);
      return [of, lastMessage.text, messageCount];
    };
    expect(await shown(fast)).toEqual(await shown(ordinary));
    expect((await desk.chat(fast.visitor, fast.chatId)).messages.nodes.map((node: any) => node.author.name)).toEqual([
      null,
      'Vera',
      'Vera',
      'Vera',
      'Vera',
    ]);
  });
});

it('[R25] queue the same jobs on both ways, so that the deliveries of one chat stay one at a time', async () => {
  const routes = desk.app.get(HandlerRoutes);
  const usual = routes.namesFor.bind(routes);
  routes.namesFor = (type) => (type === 'ChatMessageSent' ? ['mirror-message'] : usual(type));
  try {
    for (const way of [FAST, ORDINARY]) {
      const { visitor, chatId } = await desk.conversation(desk.ben);
      await desk.mutate(visitor, 'sendChatMessage', { chatId, text: 'Hello', ...way });
      const jobs = await desk.database.rows(
        `select queue_name, key from graphile_worker.jobs where key = 'mirror-message:' || $1`,
        [chatId],
      );
      expect(jobs).toEqual([{ queue_name: `mirror-message:${chatId.slice(-2)}`, key: `mirror-message:${chatId}` }]);
    }
  } finally {
    routes.namesFor = usual;
  }
});
