import { followChat } from '../clients/people.js';
import { expectThat, textAt } from '../clients/shown.js';
import { openChatOf } from './open-chat.js';
import type { Cast } from './stage.js';

/** The visitor's connection dies while the agent writes; it resumes and brings what was missed, exactly once. */
export async function connectionCut(cast: Cast): Promise<void> {
  const { stage, visitor } = cast;
  stage.out.chapter('4. The connection is cut and resumes');
  const { winner, visitorChat, agentChat } = openChatOf(cast);
  const after = visitorChat.cursor;
  visitorChat.cut();
  visitor.does('(loses the connection)');
  const missed = ['Five pages by Friday are $ 95.', 'A title page and the sources are free.'];
  for (const text of missed) {
    await winner.writes(visitor.chatId, text);
    await agentChat.next('ChatMessageSentEvent', (event) => textAt(event, 'message', 'text') === text);
  }
  expectThat(
    !visitorChat.seen.some((event) => event['message'] && missed.includes(textAt(event, 'message', 'text'))),
    'The cut connection still brought something.',
  );
  visitor.does('is back, and resumes after the last event it has seen');
  cast.visitorChat = await followChat(visitor, visitor.chatId, after);
  const caughtUp = cast.visitorChat.seen.filter(({ __typename }) => __typename !== 'CaughtUp');
  const texts = caughtUp.map((event) => textAt(event, 'message', 'text'));
  expectThat(
    JSON.stringify(texts) === JSON.stringify(missed),
    `Resuming should bring exactly ${JSON.stringify(missed)}, but brought ${JSON.stringify(caughtUp)}`,
  );
  stage.out.note(`(what was missed came, once: ${texts.length} messages)`);
}
