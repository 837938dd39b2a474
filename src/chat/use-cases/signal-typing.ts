import { Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { Clock, type Command, isUuid, NotFound } from '@libs/domain';
import { FanOut } from '@libs/live';
import type { OutsideActor, StaffActor } from '@src/identity';
import { PresenceActivity } from '../presence-activity.js';
import { maySeeChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
  readonly isTyping: boolean;
}

/** Somebody types, as it goes to those who follow the chat. Never stored. */
export interface TypingSignal {
  readonly chatId: string;
  readonly kind: 'VISITOR' | 'AGENT';
  readonly id: string;
  readonly name: string | null;
  readonly isTyping: boolean;
  /** When the sign is no longer true unless it is repeated. */
  readonly until: string;
}

/** A sign of typing holds this long; clients repeat it while the person types. */
const HOLDS_MS = 6_000;

/** Topic of the signals of one chat. */
export const typingTopic = (chatId: string): string => `typing:${chatId}`;

/** Tells the other side that somebody types. Lost signs are no loss, and repeating one does no harm: no client key is kept. */
@Injectable()
export class SignalTyping {
  constructor(
    private readonly database: Database,
    private readonly fanOut: FanOut,
    private readonly clock: Clock,
    private readonly activity: PresenceActivity,
  ) {}

  /** @throws NotFound */
  async execute({ actor, input }: Command<Input, OutsideActor | StaffActor>): Promise<{ chatId: string }> {
    const chat = isUuid(input.chatId)
      ? await this.database.row<{ brandId: string; visitorId: string; status: string }>(
          'select brand_id as "brandId", visitor_id as "visitorId", status from chat where id = $1',
          [input.chatId],
        )
      : undefined;
    if (!chat || !maySeeChat(chat, actor)) throw new NotFound('chat', 'chatId');
    const signal: TypingSignal = {
      chatId: input.chatId,
      kind: actor.kind,
      id: actor.id,
      name: actor.kind === 'AGENT' ? actor.displayName : null,
      isTyping: input.isTyping,
      until: new Date(this.clock.now().getTime() + HOLDS_MS).toISOString(),
    };
    if (chat.status === 'ACTIVE' || chat.status === 'REQUESTED')
      await this.fanOut.signal({ topic: typingTopic(input.chatId), data: signal });
    if (actor.kind === 'AGENT') await this.activity.noticeActivity(actor.id);
    return { chatId: input.chatId };
  }
}
