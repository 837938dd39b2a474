import { Inject, Injectable } from '@nestjs/common';
import { type Transaction, UnitOfWork } from '@libs/commands';
import { type Command, Ids, NotFound, textWithin } from '@libs/domain';
import { Timers } from '@libs/timers';
import { type BrandView, BrandDirectory } from '@src/brands';
import type { OutsideActor } from '@src/identity';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { ChatAlreadyOpen, ChatNotAvailable } from '../chat.refusals.js';
import { chatTimers } from '../chat.timers.js';
import { Chat } from '../model/chat.entity.js';
import { MAX_MESSAGE_LENGTH } from '../model/chat-message.entity.js';
import { AvailabilityDesk } from '../queries/chat-availability.js';
import { addMessage } from './add-message.js';
import { RouteRequest } from './route-request.js';

interface Input {
  readonly text?: string | null;
  readonly medium: 'TEXT' | 'VOICE';
  /** The visitor was told that all are busy and chose to wait. */
  readonly isWillingToWait: boolean;
}

interface OpenGreeting {
  id: string;
  text: string;
}

const VISITOR = 'select name, page_url from visitor where id = $1 and brand_id = $2 for update';
const OPEN_CHAT = `select id from chat where visitor_id = $1 and status in ('REQUESTED', 'ACTIVE')`;
/** The greeting that the visitor answers: the newest of his present visit that no chat began with yet. */
const OPEN_GREETING = `
select g.id, g.text from greeting g join visitor v on v.id = g.visitor_id and v.visit_started_at = g.visit_started_at
where g.visitor_id = $1 and not exists (select from chat c where c.visitor_id = g.visitor_id and c.requested_at >= g.sent_at)
order by g.sent_at desc, g.id desc limit 1`;

/** What starting a chat needs besides the business. */
@Injectable()
export class StartChatTools {
  constructor(
    readonly timers: Timers,
    @Inject(chatSettings.token) readonly settings: ChatSettings,
  ) {}
}

/** A visitor asks for a chat. Availability is decided anew: the button he pressed may be out of date. */
@Injectable()
export class StartChat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
    private readonly brands: BrandDirectory,
    private readonly desk: AvailabilityDesk,
    private readonly routing: RouteRequest,
    private readonly tools: StartChatTools,
  ) {}

  /**
   * Makes the request and routes it. Returns the chat's id.
   * @throws ChatNotAvailable with the visitor's next steps when nobody can serve him now; ChatAlreadyOpen; InvalidInput for the text
   */
  async execute(command: Command<Input, OutsideActor>): Promise<{ chatId: string }> {
    const { actor, input } = command;
    const brand = await this.brands.byId(actor.brandId);
    return this.unit.run(command, async (tx) => {
      const text = input.text ? textWithin('text', input.text, { min: 1, max: MAX_MESSAGE_LENGTH }) : null;
      const visitor = await tx.sql.row<{ name: string | null; page_url: string | null }>(VISITOR, [
        actor.id,
        actor.brandId,
      ]);
      if (!visitor || !brand) throw new NotFound('visitor', 'visitor');
      const open = await tx.sql.row<{ id: string }>(OPEN_CHAT, [actor.id]);
      if (open) throw new ChatAlreadyOpen(open.id);

      await this.routing.takeTurn(tx, brand.routingMode);
      const { decision, agents } = await this.desk.decide(brand, tx.now, tx.sql);
      if (decision.state === 'LEAVE_MESSAGE') throw new ChatNotAvailable('LEAVE_MESSAGE');
      if (decision.state === 'WAIT' && !input.isWillingToWait) throw new ChatNotAvailable('WAIT');

      const greeting = await tx.sql.row<OpenGreeting>(OPEN_GREETING, [actor.id]);
      const seconds = decision.state === 'WAIT' ? this.tools.settings.waitSeconds : brand.requestTimeoutSeconds;
      const chat = this.#request(tx, actor, brand, {
        ...input,
        isGreeted: greeting !== undefined,
        pageUrl: visitor.page_url,
        seconds,
      });
      await tx.em.flush();
      const routed = await this.routing.decide(tx, chat, agents);
      await this.routing.keep(tx, chat, routed);
      chat.offeredTo = [...routed.offeredTo];
      chat.announceRequest();
      if (greeting)
        addMessage(tx, chat, this.ids, {
          authorKind: 'GREETING',
          authorId: null,
          authorName: null,
          text: greeting.text,
        });
      if (text)
        addMessage(tx, chat, this.ids, { authorKind: 'VISITOR', authorId: actor.id, authorName: visitor.name, text });
      await this.tools.timers.set(tx.sql, {
        key: `chat-request:${chat.id}`,
        task: chatTimers.requestExpired,
        subjectId: chat.id,
        dueAt: chat.requestExpiresAt,
      });
      return { chatId: chat.id };
    });
  }

  #request(
    { em, now }: Transaction,
    actor: OutsideActor,
    brand: BrandView,
    given: { medium: 'TEXT' | 'VOICE'; isGreeted: boolean; pageUrl: string | null; seconds: number },
  ): Chat {
    const chat = em.create(Chat, {
      id: this.ids.next(),
      brandId: actor.brandId,
      visitorId: actor.id,
      status: 'REQUESTED',
      medium: given.medium,
      opening: given.isGreeted ? 'GREETED' : 'WROTE_FIRST',
      routingMode: brand.routingMode,
      agentId: null,
      offeredTo: [],
      pageUrl: given.pageUrl,
      tags: [],
      requestedAt: now,
      requestExpiresAt: new Date(now.getTime() + given.seconds * 1000),
      acceptedAt: null,
      firstResponseAt: null,
      closedAt: null,
      closedBecause: null,
      lastMessageAt: null,
      lastMessageText: null,
      lastMessageAuthor: null,
      lastVisitorMessageAt: null,
      lastAgentMessageAt: null,
      messageCount: 0,
      activeAt: now,
      sequence: 0,
    });
    em.persist(chat);
    return chat;
  }
}
