import { BrandDirectory } from '@src/brands';
import { type ChatDesk, startChatDesk } from './chat-desk.js';

let desk: ChatDesk;

beforeAll(async () => {
  desk = await startChatDesk({ overrides: { database: { poolSize: 4 } } });
  await desk.goes(desk.ann, 'ONLINE');
  await desk.goes(desk.ben, 'ONLINE');
});
afterAll(() => desk.close());

describe('a server with few connections', () => {
  it('[R26] serves everything that happens in a chat at the same time: no change waits for a second connection', async () => {
    const { visitor, chatId } = await desk.conversation(desk.ann);
    const work: [{ token: string }, string, object][] = [
      [desk.ann, 'promiseAnswer', { chatId, seconds: 60 }],
      [desk.ann, 'sendChatMessage', { chatId, text: 'With a link: bestcustomwriting.example' }],
      [desk.ann, 'consultSupervisor', { chatId, supervisorId: desk.sue.id, question: '?' }],
      [desk.ann, 'addChatNote', { chatId, text: 'x' }],
      [desk.sue, 'tagChat', { chatId, tags: ['x'] }],
      [visitor, 'markChatRead', { chatId, upToSequence: 1 }],
      [visitor, 'sendChatMessage', { chatId, text: 'by the ordinary way', brandCode: 'BCW' }],
      [desk.ben, 'acceptChat', { chatId }],
      [await desk.visitor(), 'startChat', { text: 'Another' }],
    ];
    for (let run = 0; run < 5; run += 1) {
      desk.app.get(BrandDirectory).forget();
      const started = performance.now();
      const writing = Array.from({ length: 8 }, (_, i) => desk.say(visitor, chatId, String(i)));
      const answers = await Promise.all(work.map(([who, name, input]) => desk.mutate(who, name, input)));
      await Promise.all(writing);
      const refused = answers.filter(({ __typename }) => !__typename.endsWith('Success'));
      expect(refused.map(({ __typename }) => __typename)).toEqual(
        run === 0 ? ['ChatAlreadyAccepted'] : ['AgentNotAvailable', 'ChatAlreadyAccepted', 'ChatAlreadyOpen'],
      );
      // A connection that is waited for in vain is given up after five seconds.
      expect(performance.now() - started).toBeLessThan(4_000);
    }
  });
});
