import { Injectable } from '@nestjs/common';
import { checkKey } from '@libs/commands';
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

  /** Passes on what the visitor and the serving agent do, while the chat is open. @throws NotFound; InvalidInput for the client key */
  async execute({ actor, input, clientKey }: Command<Input, OutsideActor | StaffActor>): Promise<{ chatId: string }> {
    checkKey(clientKey);
    const chat = isUuid(input.chatId)
      ? await this.database.row<{ id: string; brandId: string; visitorId: string; agentId: string; isOpen: boolean }>(
          `select id, brand_id as "brandId", visitor_id as "visitorId", agent_id as "agentId", status in ('REQUESTED', 'ACTIVE') as "isOpen"
           from chat where id = $1`,
          [input.chatId],
        )
      : undefined;
    if (!chat || !maySeeChat(chat, actor)) throw new NotFound('chat', 'chatId');
    const signal: TypingSignal = {
      chatId: chat.id,
      kind: actor.kind,
      id: actor.id,
      name: actor.kind === 'AGENT' ? actor.displayName : null,
      isTyping: input.isTyping,
      until: new Date(this.clock.now().getTime() + HOLDS_MS).toISOString(),
    };
    // Who only looks on does not type to the visitor.
    const isSpeaking = actor.kind === 'VISITOR' || chat.agentId === actor.id;
    if (chat.isOpen && isSpeaking) await this.fanOut.signal({ topic: typingTopic(chat.id), data: signal });
    if (actor.kind === 'AGENT') await this.activity.noticeActivity(actor.id);
    return { chatId: chat.id };
  }
}
