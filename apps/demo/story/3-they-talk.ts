import { expectThat, type Shown, textAt } from '../clients/shown.js';
import { openChatOf } from './open-chat.js';
import type { Cast } from './stage.js';

/** They talk; each sees the other type, and when it was read. */
export async function theyTalk(cast: Cast): Promise<void> {
  const { stage, visitor } = cast;
  stage.out.chapter('3. They talk, with typing and read receipts');
  const { winner, visitorChat, agentChat } = openChatOf(cast);
  const { chatId } = visitor;
  await winner.mustChange('signalTyping', { chatId, isTyping: true });
  await visitorChat.next('ChatTypingEvent', (event) => event['kind'] === 'AGENT');
  const answer = `Hello, this is ${winner.name}. When do you need it?`;
  await winner.writes(chatId, answer);
  const got = await visitorChat.next('ChatMessageSentEvent', (event) => textAt(event, 'message', 'text') === answer);
  const { sequence } = got['message'] as Shown & { sequence: number };
  await visitor.mustChange('markChatRead', { chatId, upToSequence: sequence });
  const read = await agentChat.next('ChatMessagesReadEvent', (event) => event['readerKind'] === 'VISITOR');
  expectThat(read['upToSequence'] === sequence && read['readAt'], 'The receipt names another message, or no time.');
  await visitor.mustChange('signalTyping', { chatId, isTyping: true });
  await agentChat.next('ChatTypingEvent', (event) => event['kind'] === 'VISITOR');
  await visitor.writes('By Friday, please.');
  await agentChat.next('ChatMessageSentEvent', (event) => textAt(event, 'message', 'author', 'kind') === 'VISITOR');
}
