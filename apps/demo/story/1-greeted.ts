import { lineOf, VISIT_EVENTS } from '../clients/events.js';
import { expectThat, type Shown, textAt } from '../clients/shown.js';
import type { Cast } from './stage.js';

/** A visitor opens the prices page of BCW, is greeted and writes; both agents see the request. */
export async function greeted({ stage, visitor, desks, anna }: Cast): Promise<void> {
  stage.out.chapter('1. A visitor is greeted and writes');
  const button = await anna.ask('{ chatAvailability(brandCode: "BCW") { __typename state buttonText } }');
  await visitor.comes();
  visitor.does(`sees the button "${textAt(button, 'buttonText')}"`);
  const visit = visitor.follow(VISIT_EVENTS, {}, lineOf);
  await visit.next('CaughtUp');
  await visitor.opensPrices();
  await visit.next('GreetingShown');
  await visitor.asks('Hello, what would an essay of five pages cost?');
  const isOurs = (event: Shown): boolean => event['chatId'] === visitor.chatId;
  await desks.anna.next('ChatRequestedEvent', isOurs);
  await desks.boris.next('ChatRequestedEvent', isOurs);
  const chat = await visitor.ask('query ($id: ID!) { chat(id: $id) { __typename opening } }', { id: visitor.chatId });
  expectThat(chat['opening'] === 'GREETED', 'The chat is not known to have begun with the greeting.');
}
