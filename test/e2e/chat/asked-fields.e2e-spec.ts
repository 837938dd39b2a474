import { GraphQLSchemaHost } from '@nestjs/graphql';
import { getNamedType, isLeafType, isObjectType } from 'graphql';
import { type ChatDesk, startChatDesk } from './chat-desk.js';

let desk: ChatDesk;
let chatId: string;
let missedId: string;

beforeAll(async () => {
  desk = await startChatDesk();
  await desk.goes(desk.ann, 'ONLINE');
  const talk = await desk.conversation(desk.ann, 'Where is my essay?');
  chatId = talk.chatId;
  await desk.mutate(talk.visitor, 'tellWhoIAm', { name: 'Vic', company: 'Vic & Sons', email: 'vic@example.com' });
  for (const text of ['One moment.', 'Here it is.']) await desk.mutate(desk.ann, 'sendChatMessage', { chatId, text });
  await desk.mutate(desk.ann, 'addChatNote', { chatId, text: 'He is in a hurry.' });
  await desk.mutate(desk.ann, 'tagChat', { chatId, tags: ['late'] });
  await desk.advance(1_000);
  const missed = await desk.request('Is anybody there?');
  missedId = missed.chatId;
  await desk.mutate(missed.visitor, 'tellWhoIAm', { name: 'Mia', email: 'mia@example.com' });
  await desk.mutate(missed.visitor, 'leaveChat', { chatId: missedId });
});
afterAll(() => desk.close());

/** Every field of a chat that needs no arguments, with what is below it. */
function fieldsOfChat(): string[] {
  const { schema } = desk.app.get(GraphQLSchemaHost);
  const type = schema.getType('Chat');
  if (!isObjectType(type)) throw new Error('There is no type Chat.');
  const leavesOf = (of: unknown): string[] =>
    isObjectType(of)
      ? Object.values(of.getFields()).flatMap((f) => (isLeafType(getNamedType(f.type)) ? [f.name] : []))
      : [];
  return Object.values(type.getFields())
    .filter(({ name }) => name !== 'messages' && name !== 'eventsCursor')
    .flatMap(({ name, type: of }) => {
      const leaves = leavesOf(getNamedType(of));
      return leaves.length === 0 ? [name] : leaves.map((leaf) => `${name} { ${leaf} }`);
    });
}

describe('what is read of a chat', () => {
  it('[P1] is what the document asks for, and each field alone shows the same as beside all others', async () => {
    const fields = fieldsOfChat();
    expect(fields).toEqual(
      expect.arrayContaining(['status', 'visitor { email }', 'brand { code }', 'lastMessage { text }']),
    );
    const all = await desk.ask(desk.ann, `{ chats { nodes { ${fields.join(' ')} } } }`);
    const chats = [missedId, chatId].map((id) => all.nodes.find((chat: any) => chat.id === id));
    expect(chats).toMatchObject([
      { missedFollowUp: 'CALL_OR_EMAIL', missedBecause: expect.any(String) },
      { visitor: { name: 'Vic', company: 'Vic & Sons' }, agent: { displayName: expect.any(String) } },
    ]);
    for (const field of fields) {
      const [name = ''] = field.split(' ');
      const [, leaf] = /{ (\w+) }/.exec(field) ?? [];
      const shown = (chat: any): unknown => (leaf && !Array.isArray(chat[name]) ? chat[name]?.[leaf] : chat[name]);
      const full = chats.map((chat: any) =>
        Array.isArray(chat[name]) && leaf ? chat[name].map((one: any) => ({ [leaf]: one[leaf] })) : shown(chat),
      );
      const listed = await desk.ask(desk.ann, `{ chats { nodes { ${field} } } }`);
      const single = [];
      for (const id of [missedId, chatId])
        single.push(shown(await desk.ask(desk.ann, `query ($id: ID!) { chat(id: $id) { ${field} } }`, { id })));
      expect({ field, listed: listed.nodes.map(shown), single }).toEqual({ field, listed: full, single: full });
    }
  });

  it('[P2] has its messages in the same statement, as they are when they are read by themselves', async () => {
    const MESSAGES = `{ nodes { id sequence text isPrivate sentAt readAt author { kind id name } } pageInfo { hasPreviousPage startCursor } }`;
    const together = `query ($id: ID!) { chat(id: $id) { status ...Talk } } fragment Talk on Chat { messages(last: 2) ${MESSAGES} }`;
    const apart = `query ($id: ID!) { chat(id: $id) { status messages(last: 2) ${MESSAGES} again: messages(last: 2) ${MESSAGES} } }`;
    const one = await desk.ask(desk.ann, together, { id: chatId });
    const two = await desk.ask(desk.ann, apart, { id: chatId });
    expect(one.messages.nodes.map(({ text }: any) => text)).toEqual(['Here it is.', 'He is in a hurry.']);
    expect(two).toEqual({ ...one, again: one.messages });
    const before = one.messages.pageInfo.startCursor;
    const older = `query ($id: ID!, $before: String) { chat(id: $id) { messages(last: 1, before: $before) ${MESSAGES} } }`;
    const page = await desk.ask(desk.ann, older, { id: chatId, before });
    expect(page.messages).toMatchObject({ nodes: [{ text: 'One moment.' }], pageInfo: { hasPreviousPage: true } });
  });

  it('leaves out what a condition leaves out, and says what is wrong with a page at its field', async () => {
    const document = `query ($id: ID!, $with: Boolean!, $last: Int! = 5) { chat(id: $id) { id messages(last: $last) @include(if: $with) { nodes { text } } } }`;
    expect(await desk.ask(desk.ann, document, { id: chatId, with: false })).toEqual({ id: chatId });
    expect((await desk.ask(desk.ann, document, { id: chatId, with: true })).messages.nodes).toHaveLength(4);
    const bad = `query ($id: ID!) { chat(id: $id) { id messages(before: "nonsense") { nodes { text } } } }`;
    const answer = await desk.graphql(bad, { id: chatId }, desk.ann.token);
    expect(answer.errors).toMatchObject([{ path: ['chat', 'messages'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
