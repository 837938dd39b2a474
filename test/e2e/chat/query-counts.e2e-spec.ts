import { type ChatDesk, startChatDesk } from './chat-desk.js';

let desk: ChatDesk;

beforeAll(async () => {
  desk = await startChatDesk();
  for (const agent of [desk.ann, desk.eve]) await desk.goes(agent, 'ONLINE');
  for (const [agent, brandCode, chats] of [[desk.ann, 'BCW', 5] as const, [desk.eve, 'WE', 25] as const])
    for (let i = 0; i < chats; i += 1) {
      const { visitor, chatId } = await desk.conversation(agent, 'Hello', brandCode);
      await desk.mutate(agent, 'promiseAnswer', { chatId, seconds: 60 });
      await desk.mutate(agent, 'addChatNote', { chatId, text: 'note' });
      await desk.mutate(visitor, 'leaveChat', { chatId });
    }
});
afterAll(() => desk.close());

/** The statements that run while `work` does, without those of the live feed, which reads for itself. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const { pool } = desk.database;
  const query = pool.query;
  pool.query = ((config: { text: string }, ...rest: never[]) => {
    if (!config.text.includes('from fact f\n')) texts.push(config.text);
    return (query as (...args: unknown[]) => unknown).call(pool, config, ...rest);
  }) as typeof query;
  try {
    await work();
  } finally {
    pool.query = query;
  }
  return texts;
}

describe('the number of SQL statements of a list', () => {
  it.each([
    ['of what a row shows', '', 1],
    [
      'with all that belongs to each chat',
      `messages(last: 10) { nodes { text readAt author { name } } } promise { state }
      participants { agent { displayName } role } routingDecisions { rule candidates { agentId } } brand { code } openingAdvice`,
      5,
    ],
  ])('[R21] %s is the same for 5 chats and for 25', async (_, fields, most) => {
    const list = (brandCode: string): Promise<any> =>
      desk.ask(
        desk.sue,
        `{ chats(first: 25, brandCode: "${brandCode}") { nodes { id visitor { name } lastMessage { text } ${fields} } } }`,
      );
    await list('BCW');
    const sizes: number[] = [];
    const count = async (brandCode: string): Promise<string[]> =>
      (await statementsOf(async () => sizes.push((await list(brandCode)).nodes.length))).filter((text) =>
        /\b(chat|chat_\w+|routing_decision|visitor)\b/.test(text),
      );
    const [few, many] = [await count('BCW'), await count('WE')];
    expect(sizes).toEqual([5, 25]);
    expect(many).toEqual(few);
    expect(few).toHaveLength(most);
  });

  it('[R25] is one for a message on the fast way, beside those that tell who is asking', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    await desk.say(visitor, chatId, 'warm');
    const texts = await statementsOf(() => desk.say(visitor, chatId, 'counted'));
    expect(texts.filter((text) => /\bchat\b/.test(text))).toHaveLength(1);
  });
});
