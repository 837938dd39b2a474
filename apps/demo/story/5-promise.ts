import { expectThat, textAt } from '../clients/shown.js';
import { openChatOf } from './open-chat.js';
import { type Cast, pass } from './stage.js';

const PROMISED_SECONDS = 10;

/** The agent promises an answer within a time and keeps it; then the chat is closed. */
export async function promiseKept(cast: Cast): Promise<void> {
  const { stage, visitor } = cast;
  stage.out.chapter('5. A promise, and a timer that watches it');
  const { winner, visitorChat, agentChat } = openChatOf(cast);
  const { chatId } = visitor;
  winner.does(`-> promises an answer within ${PROMISED_SECONDS} s`);
  await winner.mustChange('promiseAnswer', { chatId, seconds: PROMISED_SECONDS });
  const made = await visitorChat.next('ChatPromiseEvent', (event) => event['state'] === 'OPEN');
  expectThat(Date.parse(textAt(made, 'dueAt')) > 0, 'The promise has no time.');
  await winner.writes(chatId, 'A writer is free: I have reserved him for you.');
  await pass(stage, PROMISED_SECONDS * 1000 + 100);
  const settled = await agentChat.next('ChatPromiseEvent', (event) => event['state'] !== 'OPEN');
  expectThat(settled['state'] === 'KEPT', `The promise was kept, but the server says ${String(settled['state'])}.`);
  const thanks = 'Thank you, I will order it.';
  await visitor.writes(thanks);
  await agentChat.next('ChatMessageSentEvent', (event) => textAt(event, 'message', 'text') === thanks);
  winner.does('-> closes the chat');
  await winner.mustChange('closeChat', { chatId });
  const closed = await visitorChat.next('ChatClosedEvent');
  expectThat(closed['because'] === 'RESOLVED', 'The chat ended for another reason.');
}
