import { OptionalProps } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Aggregate, type FactOf } from '@libs/domain';
import * as facts from '@src/events';
import { ChatAlreadyAccepted, ChatIsOver, NotYourChat } from '../chat.refusals.js';
import type { AuthorKind } from './chat-message.entity.js';
import { preview } from './message-preview.js';
import type { RoutingMode } from './presence.js';

/** Where a chat stands. */
export const chatStatuses = ['REQUESTED', 'ACTIVE', 'CLOSED', 'MISSED'] as const;
/** One of {@link chatStatuses}. */
export type ChatStatus = (typeof chatStatuses)[number];

interface NamedAgent {
  readonly id: string;
  readonly displayName: string;
}

interface NewMessage {
  readonly id: string;
  readonly authorKind: AuthorKind;
  readonly authorId: string | null;
  readonly authorName: string | null;
  readonly text: string;
  readonly isPrivate: boolean;
}

/** A live chat between one visitor and the agent who accepted it. */
@Entity({ tableName: 'chat' })
export class Chat extends Aggregate {
  [OptionalProps]?: 'sequence' | 'isOpen';

  @PrimaryKey({ type: 'uuid' })
  override id: string;

  @Property({ type: 'uuid' })
  brandId: string;

  @Property({ type: 'uuid' })
  visitorId: string;

  @Property({ type: 'text' })
  status: ChatStatus;

  @Property({ type: 'text' })
  medium: 'TEXT' | 'VOICE';

  @Property({ type: 'text' })
  opening: 'GREETED' | 'WROTE_FIRST';

  @Property({ type: 'text' })
  routingMode: RoutingMode;

  /** The agent who serves the chat. */
  @Property({ type: 'uuid', nullable: true })
  agentId: string | null;

  /** Agents to whom the request is offered now. */
  @Property({ type: 'uuid[]' })
  offeredTo: string[];

  @Property({ type: 'text', nullable: true })
  pageUrl: string | null;

  @Property({ type: 'text[]' })
  tags: string[];

  @Property({ type: 'timestamptz' })
  requestedAt: Date;

  @Property({ type: 'timestamptz' })
  requestExpiresAt: Date;

  @Property({ type: 'timestamptz', nullable: true })
  acceptedAt: Date | null;

  /** When an agent first wrote to the visitor. */
  @Property({ type: 'timestamptz', nullable: true })
  firstResponseAt: Date | null;

  @Property({ type: 'timestamptz', nullable: true })
  closedAt: Date | null;

  @Property({ type: 'text', nullable: true })
  closedBecause: facts.ChatClosedBecause | null;

  @Property({ type: 'timestamptz', nullable: true })
  lastMessageAt: Date | null;

  @Property({ type: 'text', nullable: true })
  lastMessageText: string | null;

  @Property({ type: 'text', nullable: true })
  lastMessageAuthor: AuthorKind | null;

  @Property({ type: 'timestamptz', nullable: true })
  lastVisitorMessageAt: Date | null;

  @Property({ type: 'timestamptz', nullable: true })
  lastAgentMessageAt: Date | null;

  @Property({ type: 'integer' })
  messageCount: number;

  /** Last time that something happened; lists sort by it. */
  @Property({ type: 'timestamptz' })
  activeAt: Date;

  @Property({ type: 'integer' })
  override sequence: number;

  protected override get aggregateType(): string {
    return 'Chat';
  }

  protected override get factBrandId(): string {
    return this.brandId;
  }

  get isOpen(): boolean {
    return this.status === 'REQUESTED' || this.status === 'ACTIVE';
  }

  /** Announces the new request. */
  announceRequest(): void {
    const { visitorId, medium, routingMode, offeredTo } = this;
    this.record(facts.ChatRequested, {
      visitorId,
      medium,
      routingMode,
      offeredTo,
      requestedAt: this.requestedAt.toISOString(),
    });
  }

  /** Offers the request to other agents than before. */
  offerTo(agentIds: readonly string[], decisionId: string): void {
    const withdrawnFrom = this.offeredTo.filter((id) => !agentIds.includes(id));
    this.offeredTo = [...agentIds];
    this.record(facts.ChatOffered, { offeredTo: this.offeredTo, withdrawnFrom, decisionId });
  }

  /**
   * One agent takes the request; the row lock makes this a compare-and-set.
   * @param current the agent who has it already, if any, for the refusal
   * @throws ChatAlreadyAccepted when another agent has it; ChatIsOver
   */
  accept(agent: NamedAgent, current: NamedAgent | undefined, now: Date): void {
    if (this.status === 'ACTIVE' && current && this.acceptedAt) throw new ChatAlreadyAccepted(current, this.acceptedAt);
    if (this.status !== 'REQUESTED') throw new ChatIsOver(this.status);
    this.status = 'ACTIVE';
    this.agentId = agent.id;
    this.acceptedAt = now;
    this.activeAt = now;
    this.record(facts.ChatAccepted, { agentId: agent.id, agentName: agent.displayName, acceptedAt: now.toISOString() });
  }

  /** @throws ChatIsOver unless the chat is open; NotYourChat unless `agentId` serves it */
  assertServedBy(agentId: string): void {
    if (!this.isOpen) throw new ChatIsOver(this.status);
    if (this.agentId !== agentId) throw new NotYourChat(this.agentId);
  }

  /**
   * Adds a message and returns its sequence number. Who may write is for the caller to check: the visitor and the serving agent in
   * public while the chat is open, staff of the brand in private.
   */
  addMessage(message: NewMessage, now: Date): number {
    const { id, ...content } = message;
    if (!message.isPrivate) {
      this.lastMessageAt = now;
      this.lastMessageText = preview(message.text);
      this.lastMessageAuthor = message.authorKind;
      this.messageCount += 1;
      this.activeAt = now;
      if (message.authorKind === 'VISITOR') this.lastVisitorMessageAt = now;
      if (message.authorKind === 'AGENT') {
        this.lastAgentMessageAt = now;
        this.firstResponseAt ??= now;
      }
    }
    return this.record(facts.ChatMessageSent, { messageId: id, ...content, sentAt: now.toISOString() });
  }

  noteRead(marker: FactOf<typeof facts.ChatMessagesRead>): void {
    this.record(facts.ChatMessagesRead, marker);
  }

  /** Hands the chat to another agent. */
  transferTo(agent: NamedAgent, note: string | null, now: Date): void {
    const fromAgentId = this.agentId ?? agent.id;
    this.agentId = agent.id;
    this.activeAt = now;
    this.record(facts.ChatTransferred, { fromAgentId, toAgentId: agent.id, toAgentName: agent.displayName, note });
  }

  startConsultation(agentId: string, askedBy: string, question: string): void {
    this.record(facts.ChatConsultationStarted, { agentId, askedBy, question });
  }

  endConsultation(agentId: string): void {
    this.record(facts.ChatConsultationEnded, { agentId });
  }

  promise(promiseId: string, agentId: string, seconds: number, dueAt: Date): void {
    this.record(facts.ChatPromiseMade, { promiseId, agentId, seconds, dueAt: dueAt.toISOString() });
  }

  settlePromise(promiseId: string, agentId: string, outcome: 'KEPT' | 'BROKEN' | 'DROPPED'): void {
    this.record(facts.ChatPromiseSettled, { promiseId, agentId, outcome });
  }

  tag(tags: readonly string[]): void {
    this.tags = [...tags];
    this.record(facts.ChatTagged, { tags: this.tags });
  }

  /** Ends a chat that was served. @throws ChatIsOver */
  close(because: facts.ChatClosedBecause, now: Date): void {
    if (!this.isOpen) throw new ChatIsOver(this.status);
    this.status = 'CLOSED';
    this.closedAt = now;
    this.closedBecause = because;
    this.activeAt = now;
    this.offeredTo = [];
    this.record(facts.ChatClosed, { because, agentId: this.agentId, closedAt: now.toISOString() });
  }

  /** Ends a request that nobody served. @throws ChatIsOver */
  miss(reason: facts.MissedReason, hasContactData: boolean, now: Date): void {
    if (this.status !== 'REQUESTED') throw new ChatIsOver(this.status);
    this.status = 'MISSED';
    this.closedAt = now;
    this.activeAt = now;
    this.offeredTo = [];
    this.record(facts.ChatMissed, { reason, hasContactData, missedAt: now.toISOString() });
  }
}
