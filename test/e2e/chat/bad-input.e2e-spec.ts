import { key, type TestVisitor } from '@test/support/organisation.js';
import { type ChatDesk, type Person, startChatDesk } from './chat-desk.js';
import { mutationDocument, MUTATIONS } from './chat-documents.js';

let desk: ChatDesk;
/** A chat of another visitor, and one of another brand: neither exists for the people who ask. */
let foreign: string;
let elsewhere: string;
let mine: { visitor: TestVisitor; chatId: string };

const TABLES = ['chat', 'chat_message', 'chat_participant', 'chat_promise', 'chat_read_marker', 'fact', 'missed_chat'];
const GOOD: Record<string, object> = {
  acceptChat: {},
  addChatNote: { text: 'x' },
  closeChat: {},
  consultSupervisor: { supervisorId: '', question: 'x' },
  leaveChat: {},
  markChatRead: { upToSequence: 1 },
  promiseAnswer: { seconds: 60 },
  sendChatMessage: { text: 'x' },
  signalTyping: { isTyping: true },
  tagChat: { tags: ['x'] },
  transferChat: { toAgentId: '' },
};
const ON_A_CHAT = Object.keys(GOOD);
const FOR_BOTH = ['leaveChat', 'markChatRead', 'sendChatMessage', 'signalTyping'];

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben, desk.eve]) await desk.goes(agent, 'ONLINE');
  foreign = (await desk.conversation(desk.ben)).chatId;
  elsewhere = (await desk.conversation(desk.eve, 'Hi', 'WE')).chatId;
  mine = await desk.conversation(desk.ann);
  Object.assign(GOOD['consultSupervisor'], { supervisorId: desk.sue.id });
  Object.assign(GOOD['transferChat'], { toAgentId: desk.ben.id });
});
afterAll(() => desk.close());

const rows = (): Promise<number[]> => Promise.all(TABLES.map((table) => desk.count(table)));

/** The whole answer as it came, after making sure that nothing was written and nothing of the inside shows. */
async function refusedAnswer(who: Person, name: string, input: object): Promise<any> {
  const before = await rows();
  const variables = { input: { clientKey: key(), ...input } };
  const { status: _, extensions: __, ...answer } = await desk.graphql(mutationDocument(name), variables, who.token);
  const text = JSON.stringify(answer);
  expect(text).not.toMatch(/\bat .*:\d+|select |insert |\.ts\b|\.js\b|node_modules|\/work|constraint|INTERNAL_SERVER/i);
  expect(text).not.toContain('Success');
  expect(await rows()).toEqual(before);
  return answer;
}

describe('bad input to a chat mutation', () => {
  it('[R19] covers every mutation that there is', () => {
    expect([...ON_A_CHAT, 'startChat', 'tellWhoIAm'].sort()).toEqual(Object.keys(MUTATIONS).sort());
  });

  it.each(ON_A_CHAT)(
    "[R19] %s: somebody else's chat answers exactly like a missing one, and so does no id at all",
    async (name) => {
      const askers: [Person, string[]][] = [[desk.ann, [elsewhere]]];
      if (FOR_BOTH.includes(name)) askers.push([mine.visitor, [foreign, elsewhere]]);
      for (const [who, others] of askers) {
        const answers = [];
        for (const chatId of [key(), '', 'nothing', "'; drop table chat; --", `${key()}0`, '\0', ...others])
          answers.push(await refusedAnswer(who, name, { chatId, ...GOOD[name] }));
        expect(answers[0]).toEqual({
          data: { [name]: { __typename: 'NotFound', reason: 'No such chat.', field: 'chatId' } },
        });
        expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      }
    },
  );

  it.each([
    ['sendChatMessage', 'text', 8_000],
    ['addChatNote', 'text', 8_000],
    ['startChat', 'text', 8_000],
    ['promiseAnswer', 'text', 1_000],
    ['consultSupervisor', 'question', 2_000],
    ['consultSupervisor', 'announcement', 1_000],
    ['transferChat', 'note', 2_000],
  ])(
    '[R25] %s: names the field %s when it is blank, has more than %d letters, NUL or half a character',
    async (name, field, most) => {
      const who = name === 'startChat' ? await desk.visitor() : desk.ann;
      const chat = name === 'startChat' ? {} : { chatId: mine.chatId };
      for (const text of ['   ', '\u3000\n', 'x'.repeat(most + 1), 'a\0b', 'half \ud83d', '\udc00'])
        expect(await refusedAnswer(who, name, { ...chat, ...GOOD[name], [field]: text })).toEqual({
          data: { [name]: { __typename: 'InvalidInput', reason: expect.any(String), field } },
        });
    },
  );

  it.each(['sendChatMessage', 'addChatNote'])('[R25] %s: refuses an empty text by its name', async (name) => {
    expect(await refusedAnswer(desk.ann, name, { chatId: mine.chatId, text: '' })).toMatchObject({
      data: { [name]: { __typename: 'InvalidInput', field: 'text' } },
    });
  });

  it.each([
    ['too many', Array.from({ length: 21 }, (_, i) => `tag${i}`)],
    ['an empty one', ['']],
    ['a long one', ['x'.repeat(41)]],
    ['a blank inside', ['two words']],
    ['NUL', ['a\0b']],
    ['half a character', ['\ud83d']],
  ])('[R21] tagChat: refuses %s', async (_, tags) => {
    expect(await refusedAnswer(desk.ann, 'tagChat', { chatId: mine.chatId, tags })).toMatchObject({
      data: { tagChat: { __typename: 'InvalidInput', field: 'tags' } },
    });
  });

  it.each([...ON_A_CHAT, 'startChat'])('[B6] %s: refuses a client key that is none', async (name) => {
    const who = name === 'startChat' ? mine.visitor : desk.ann;
    for (const clientKey of ['', 'short', 'x'.repeat(65), 'with blanks', 'a\0bcdefgh', "'; drop--"])
      expect(
        await refusedAnswer(who, name, {
          chatId: mine.chatId,
          ...GOOD[name],
          ...(name === 'startChat' && { chatId: undefined }),
          clientKey,
        }),
      ).toMatchObject({ data: { [name]: { __typename: 'InvalidInput', field: 'clientKey' } } });
  });

  it.each(['CLOSED', 'MISSED'])(
    '[R25] a chat that is %s answers ChatIsOver, to everybody who may know of it',
    async (status) => {
      const over = status === 'CLOSED' ? await desk.conversation(desk.ben) : await desk.request();
      await desk.mutate(over.visitor, 'leaveChat', { chatId: over.chatId });
      const names = [
        'acceptChat',
        'closeChat',
        'consultSupervisor',
        'leaveChat',
        'promiseAnswer',
        'sendChatMessage',
        'transferChat',
      ];
      for (const name of names)
        for (const who of [desk.ann, desk.sue, ...(FOR_BOTH.includes(name) ? [over.visitor] : [])])
          expect(await refusedAnswer(who, name, { chatId: over.chatId, ...GOOD[name] })).toEqual({
            data: { [name]: { __typename: 'ChatIsOver', reason: 'This chat is over.', status } },
          });
    },
  );

  it.each(ON_A_CHAT.filter((name) => !FOR_BOTH.includes(name)))(
    '[R19] %s: is not for visitors, whatever the chat',
    async (name) => {
      for (const chatId of [mine.chatId, key()]) {
        const answer = await refusedAnswer(mine.visitor, name, { chatId, ...GOOD[name] });
        expect(answer.errors[0].extensions.code).toBe('FORBIDDEN');
      }
    },
  );

  it.each([...ON_A_CHAT, 'startChat'])('[R18] %s: is not for strangers', async (name) => {
    const input = { chatId: mine.chatId, ...GOOD[name], ...(name === 'startChat' && { chatId: undefined }) };
    for (const token of ['', 'forged.token.here']) {
      const answer = await refusedAnswer({ token }, name, input);
      expect(answer.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  it('[R19] queries answer null for what is not there and for what is not theirs', async () => {
    const query = 'query ($id: ID!) { chat(id: $id) { id } node(id: $id) { id } }';
    const messageIn = async (chatId: string): Promise<string> =>
      (await desk.chat(desk.sue, chatId)).messages.nodes[0].id;
    for (const [who, ids] of [
      [mine.visitor, [foreign, elsewhere, await messageIn(foreign), await messageIn(elsewhere), key(), '', 'x', '\0']],
      [desk.ann, [elsewhere, await messageIn(elsewhere), key(), '', 'x', '\0']],
    ] as const)
      for (const id of ids)
        expect(await desk.graphql(query, { id }, who.token)).toMatchObject({
          status: 200,
          data: { chat: null, node: null },
        });
  });
});
