import { once } from 'node:events';
import pg from 'pg';
import { WebSocket } from 'ws';
import { startTestApp } from '@test/support/app.js';
import { key, makeOrganisation } from '@test/support/organisation.js';

const SEND = `mutation ($input: SendChatMessageInput!) { sendChatMessage(input: $input) { __typename } }`;

describe('a server that is told to stop', () => {
  it('answers what it has begun, tells the sockets to go elsewhere, and is gone within ten seconds', async () => {
    const app = await startTestApp();
    const org = await makeOrganisation(app);
    await org.goes(org.ann, 'ONLINE');
    const visitor = await org.visitor();
    const { data } = await app.graphql(
      `mutation ($input: StartChatInput!) { startChat(input: $input) { ... on StartChatSuccess { chat { id } } } }`,
      { input: { clientKey: key(), text: 'Hello' } },
      visitor.token,
    );
    const chatId = (data as { startChat: { chat: { id: string } } }).startChat.chat.id;

    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const closed = once(socket, 'close');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${visitor.token}` } }));
    await once(socket, 'message');
    const query = 'subscription ($chatId: ID!) { chatEvents(chatId: $chatId) { cursor } }';
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { chatId } } }));
    await once(socket, 'message');

    const before = performance.now();
    const sending = Array.from({ length: 20 }, async (_, n) => {
      const text = `message ${n}`;
      const answer = await app.graphql(SEND, { input: { clientKey: key(), chatId, text } }, visitor.token);
      return { text, outcome: answer.data?.sendChatMessage.__typename as string };
    });
    await sending[0];
    const [answers] = await Promise.all([Promise.allSettled(sending), app.stop()]);

    // Whoever came too late gets no answer at all, and asks again with the same key; no answer is a lie.
    const answered = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(answered.map(({ outcome }) => outcome)).toEqual(answered.map(() => 'SendChatMessageSuccess'));
    const stored = await storedTexts(app.databaseUrl);
    expect(stored).toEqual(expect.arrayContaining(answered.map(({ text }) => text)));
    const [code] = (await closed) as [number];
    expect(code).toBe(1001);
    expect(performance.now() - before).toBeLessThan(10_000);
    await expect(fetch(`${app.url}/health/live`)).rejects.toThrow();
    await app.close();
  });
});

async function storedTexts(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>('select text from chat_message');
    return rows.map((row) => row.text);
  } finally {
    await client.end();
  }
}
