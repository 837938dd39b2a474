import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { mutation, request } from '@test/harness/api-client.js';
import type { Conversations } from './conversations.js';
import { writeText } from './message-text.js';

const SEND = mutation('sendChatMessage', 'messageId');
const MOST_TRIES = 100;
const RETRY_MS = 50;

/** How to write. */
export interface Writing {
  readonly perSecond: number;
  readonly seconds: number;
  /** Characters of each message. */
  readonly size?: number;
  /** Servers to write to; the next one after a failure. */
  readonly urls: readonly string[];
}

/** Visitors and agents who write into their chats by turns; each chat's messages are numbered and written one after the other. */
export class Publisher {
  /** Acknowledged messages by chat: 1 to this number. */
  readonly last: Record<string, number> = {};
  /** Ids that the server has given to acknowledged messages. */
  readonly acknowledged: string[] = [];
  /** Requests that got no acknowledgement, by reason; all were asked again with the same client key. */
  readonly failures: Record<string, number> = {};
  readonly #turns = new Map<string, Promise<void>>();
  #url = 0;
  #chat = 0;

  constructor(private readonly conversations: Conversations) {}

  /** Writes evenly over the time and waits for the last acknowledgement. @throws Error when a message is not accepted at all */
  async write({ perSecond, seconds, size = 60, urls }: Writing): Promise<void> {
    const { chats } = this.conversations;
    const started = performance.now();
    const total = Math.round(perSecond * seconds);
    const outcomes: Promise<void>[] = [];
    for (let sent = 0; sent < total; sent += 1) {
      const dueIn = started + (sent * 1000) / perSecond - performance.now();
      if (dueIn > 1) await delay(dueIn);
      const chat = chats[(this.#chat += 1) % chats.length];
      if (!chat) throw new Error('There are no chats.');
      const before = this.#turns.get(chat.chatId) ?? Promise.resolve();
      const turn = before.then(() => this.#writeOne(chat, size, urls));
      this.#turns.set(chat.chatId, turn);
      outcomes.push(turn);
    }
    await Promise.all(outcomes);
  }

  async #writeOne(chat: Conversations['chats'][number], size: number, urls: readonly string[]): Promise<void> {
    const number = (this.last[chat.chatId] ?? 0) + 1;
    const input = { clientKey: randomUUID(), chatId: chat.chatId, text: writeText(number, size) };
    for (let tries = 1; ; tries += 1) {
      const token = number % 2 ? chat.visitorToken : this.conversations.tokens.get(chat.agentEmail);
      const outcome = await this.#ask(urls[this.#url % urls.length] ?? '', input, token);
      if ('messageId' in outcome) {
        this.last[chat.chatId] = number;
        this.acknowledged.push(outcome.messageId);
        return;
      }
      this.failures[outcome.failed] = (this.failures[outcome.failed] ?? 0) + 1;
      if (tries === MOST_TRIES) throw new Error(`A message was not accepted: ${outcome.failed}`);
      this.#url += 1;
      await delay(RETRY_MS);
    }
  }

  async #ask(
    url: string,
    input: object,
    token: string | undefined,
  ): Promise<{ messageId: string } | { failed: string }> {
    try {
      const { status, data, errors } = await request(url, SEND, { input }, { token });
      const outcome = data?.['sendChatMessage'] as { __typename: string; messageId?: string } | undefined;
      if (outcome?.messageId) return { messageId: outcome.messageId };
      return { failed: outcome?.__typename ?? `HTTP ${status} ${JSON.stringify(errors?.[0]?.extensions?.['code'])}` };
    } catch (error) {
      const { cause } = error as { cause?: { code?: string; message?: string } };
      return { failed: cause?.code ?? cause?.message ?? String(error) };
    }
  }
}
