import { DEMO_LOG_INS, DEMO_PASSWORD } from '../../all-in-one/demo-organisation.js';
import type { Printer } from '../printer.js';
import { CHAT_EVENTS, lineOf } from './events.js';
import type { EventStream } from './event-stream.js';
import { Party } from './party.js';
import { expectThat, textAt } from './shown.js';

const PRICES = 'https://www.bestcustomwriting.example/prices';

/** An agent of the demo organisation. */
export class DemoAgent extends Party {
  /** @throws StoryBroken with the server's reason, e.g. when there is no demo organisation */
  async logIn(email: string): Promise<void> {
    // One that has expired would be refused before the log-in is looked at.
    this.token = undefined;
    const result = await this.mustChange(
      'logIn',
      { email, password: DEMO_PASSWORD },
      '... on LogInSuccess { tokens { accessToken } }',
    );
    this.token = textAt(result, 'tokens', 'accessToken');
  }

  async goes(status: 'ONLINE' | 'OFFLINE'): Promise<void> {
    this.does(`goes ${status}`);
    await this.mustChange('setMyStatus', { status });
  }

  async writes(chatId: string, text: string): Promise<void> {
    this.does(`-> "${text}"`);
    await this.mustChange('sendChatMessage', { chatId, text });
  }
}

/** Somebody on the website of BCW. */
export class DemoVisitor extends Party {
  chatId = '';

  /** Comes to the website: gets a visitor's token. */
  async comes(): Promise<void> {
    const session = await this.mustChange(
      'openVisitorSession',
      { brandCode: 'BCW' },
      '... on OpenVisitorSessionSuccess { token }',
    );
    this.token = textAt(session, 'token');
  }

  async opensPrices(): Promise<void> {
    this.does(`opens ${PRICES}`);
    await this.mustChange('visitPage', { url: PRICES, title: 'Prices' });
  }

  /** Asks for a chat. @throws StoryBroken when he gets none */
  async asks(text: string): Promise<void> {
    this.does(`-> asks for a chat: "${text}"`);
    const started = await this.mustChange('startChat', { text }, '... on StartChatSuccess { chat { id } }');
    this.chatId = textAt(started, 'chat', 'id');
  }

  async writes(text: string): Promise<void> {
    this.does(`-> "${text}"`);
    await this.mustChange('sendChatMessage', { chatId: this.chatId, text });
  }
}

/** Anna and Boris, logged in. */
export async function agentsAt(url: string, out: Printer): Promise<[DemoAgent, DemoAgent]> {
  const anna = new DemoAgent('Anna', url, out);
  const boris = new DemoAgent('Boris', url, out);
  await anna.logIn(DEMO_LOG_INS.agents[0]);
  await boris.logIn(DEMO_LOG_INS.agents[1]);
  return [anna, boris];
}

/** Follows a chat from the very start, or from a cursor on, and waits until the past is there. */
export async function followChat(party: Party, chatId: string, after?: string): Promise<EventStream> {
  const from = after ?? (await eventsCursorOf(party, chatId));
  const stream = party.follow(CHAT_EVENTS, { chatId, after: from }, lineOf);
  await stream.next('CaughtUp');
  return stream;
}

async function eventsCursorOf(party: Party, chatId: string): Promise<string> {
  const chat = await party.ask('query ($id: ID!) { chat(id: $id) { __typename eventsCursor } }', { id: chatId });
  expectThat(chat, `${party.name} may not see the chat.`);
  return textAt(chat, 'eventsCursor');
}
