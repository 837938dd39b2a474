import { type ChatDesk, startChatDesk } from './chat-desk.js';
import { CHAT, MESSAGE } from './chat-documents.js';

let desk: ChatDesk;
const SECRET = 'He argued about refunds before.';

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.ben]) await desk.goes(agent, 'ONLINE');
});
afterAll(() => desk.close());
afterEach(() => desk.everybodyLeaves());

describe('a private note', () => {
  it('[R30] never reaches the visitor: by no query, node, list, count, last message or event', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const before = await desk.chat(visitor, chatId);
    const [forVisitor, forStaff] = [await desk.follow(visitor, chatId), await desk.follow(desk.ann, chatId)];
    await desk.mutate(desk.ann, 'addChatNote', { chatId, text: SECRET });
    await desk.mutate(desk.ann, 'consultSupervisor', {
      chatId,
      supervisorId: desk.sue.id,
      question: `${SECRET} Again?`,
    });
    await desk.mutate(desk.ann, 'transferChat', { chatId, toAgentId: desk.ben.id, note: `${SECRET} Yours now.` });
    await desk.mutate(desk.sue, 'tagChat', { chatId, tags: ['secret-tag'] });
    await desk.say(desk.ben, chatId, 'Hello, I take over.');

    const staff = await desk.chat(desk.ben, chatId);
    const notes = staff.messages.nodes.filter(({ isPrivate }: any) => isPrivate);
    expect(notes.map(({ text }: any) => text)).toEqual([SECRET, `${SECRET} Again?`, `${SECRET} Yours now.`]);
    await forStaff.until(({ event }) => event['message']?.text === 'Hello, I take over.');
    await forVisitor.until(({ event }) => event['message']?.text === 'Hello, I take over.');
    expect(JSON.stringify(forStaff.events())).toContain(SECRET);

    const seen = [
      await desk.chat(visitor, chatId),
      await desk.ask(visitor, `{ myChats { nodes { ${CHAT} routingDecisions { id } openingAdvice } } }`),
      await desk.ask(visitor, `query ($id: ID!) { node(id: $id) { id ... on Chat { ${CHAT} } } }`, { id: chatId }),
      forVisitor.payloads,
      (await desk.follow(visitor, chatId, before.eventsCursor)).payloads,
    ];
    for (const { id } of notes) {
      const document = `query ($id: ID!) { node(id: $id) { id ... on ChatMessage { ${MESSAGE} } } }`;
      expect(await desk.ask(desk.ben, document, { id })).toMatchObject({ isPrivate: true });
      seen.push(await desk.ask(visitor, document, { id }));
      expect(seen.at(-1)).toBeNull();
    }
    expect(JSON.stringify(seen)).not.toMatch(/refunds|secret-tag|Consultation|Tagged/);
    expect(seen[0]).toMatchObject({
      tags: [],
      participants: [],
      messageCount: 3,
      lastMessage: { text: 'Hello, I take over.' },
      messages: { nodes: [{}, {}, {}] },
    });
  });

  it('[R30] does not change what the visitor sees of the chat, and counts as read by nobody outside', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const before = await desk.chat(visitor, chatId);
    await desk.advance(1_000);
    const { chat } = await desk.mutate(desk.ann, 'addChatNote', { chatId, text: SECRET });
    await desk.mutate(visitor, 'markChatRead', { chatId, upToSequence: chat.sequence });
    const { sequence: _, eventsCursor: __, ...after } = await desk.chat(visitor, chatId);
    expect(before).toMatchObject(after);
    const [note] = (await desk.chat(desk.ann, chatId)).messages.nodes.slice(-1);
    expect(note).toMatchObject({ text: SECRET, isPrivate: true, readAt: null });
  });

  it('[R21] may be added to a chat that is over, by any member of staff of the brand', async () => {
    const { chatId } = await desk.conversation(desk.ann);
    await desk.mutate(desk.ann, 'closeChat', { chatId });
    const answer = await desk.mutate(desk.ben, 'addChatNote', { chatId, text: 'Good for training.' });
    expect(answer.chat).toMatchObject({ status: 'CLOSED', messageCount: 1 });
    expect(answer.chat.messages.nodes.at(-1)).toMatchObject({ author: { name: 'Ben' }, isPrivate: true });
  });
});
