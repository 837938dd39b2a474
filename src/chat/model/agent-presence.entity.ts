import { OptionalProps } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Aggregate, type FactOf } from '@libs/domain';
import { AgentPresenceChanged } from '@src/events';
import { NotSignedIn, StillOnDuty } from '../chat.refusals.js';
import { type AgentStatus, AWAY_AFTER_MS, effectiveStatus, mayGoInvisible, nextStatusChangeAt } from './presence.js';

type Cause = FactOf<typeof AgentPresenceChanged>['cause'];

/** Whether an agent is there: what he chose, what we know of him, and what was told last. */
@Entity({ tableName: 'agent_presence' })
export class AgentPresence extends Aggregate {
  [OptionalProps]?: 'sequence';

  @PrimaryKey({ type: 'uuid' })
  override id: string;

  @Property({ type: 'uuid' })
  agentId: string;

  /** The status that the agent chose last; OFFLINE after signing out. */
  @Property({ type: 'text' })
  chosen: AgentStatus;

  /** The status that was told last. Colleagues learn of changes by time alone a moment after they happen. */
  @Property({ type: 'text' })
  announced: AgentStatus;

  /** When the announced status began. */
  @Property({ type: 'timestamptz' })
  announcedAt: Date;

  /** Last mutation by the agent, or last heartbeat that said the person acted. */
  @Property({ type: 'timestamptz' })
  lastActivityAt: Date;

  /** Without a heartbeat until then the agent counts as gone; null when signed out. */
  @Property({ type: 'timestamptz', nullable: true })
  leaseExpiresAt: Date | null;

  @Property({ type: 'integer' })
  override sequence: number;

  protected override get aggregateType(): string {
    return 'AgentPresence';
  }

  /** An agent serves several brands. */
  protected override get factBrandId(): null {
    return null;
  }

  /**
   * The agent chooses a status, which is an activity and begins a lease; OFFLINE ends it.
   * @param onDutyUntil end of the shift that covers the present; undefined off duty
   * @throws StillOnDuty for INVISIBLE on duty
   */
  choose(status: AgentStatus, now: Date, leaseMs: number, onDutyUntil?: Date): void {
    if (status === 'INVISIBLE' && onDutyUntil && !mayGoInvisible({ onDuty: true }).allowed)
      throw new StillOnDuty(onDutyUntil);
    this.catchUp(now);
    this.chosen = status;
    this.lastActivityAt = now;
    this.leaseExpiresAt = status === 'OFFLINE' ? null : new Date(now.getTime() + leaseMs);
    this.announce(status, status === 'OFFLINE' ? 'SIGNED_OUT' : 'CHOSEN', now);
  }

  /** A heartbeat of one of the agent's clients; by itself no activity. @throws NotSignedIn when there is no lease to extend */
  extendLease(now: Date, leaseMs: number): void {
    if (this.statusAt(now) === 'OFFLINE') throw new NotSignedIn();
    this.leaseExpiresAt = new Date(Math.max(now.getTime() + leaseMs, this.leaseExpiresAt?.getTime() ?? 0));
  }

  /** The agent did something: who was Away by inactivity is Online again. Nothing happens when he is not signed in. */
  act(now: Date): void {
    this.catchUp(now);
    if (this.statusAt(now) === 'OFFLINE' || now <= this.lastActivityAt) return;
    this.lastActivityAt = now;
    this.announce(this.statusAt(now), 'ACTIVE', now);
  }

  /** Announces what has changed without having been announced, as of when it changed; at most once. */
  catchUp(now: Date): void {
    const status = this.statusAt(now);
    if (status === 'ONLINE') this.announce(status, 'ACTIVE', this.lastActivityAt);
    if (status === 'AWAY') this.announce(status, 'INACTIVE', new Date(this.lastActivityAt.getTime() + AWAY_AFTER_MS));
    if (status === 'OFFLINE') this.announce(status, 'LEASE_EXPIRED', this.leaseExpiresAt ?? now);
  }

  /** When time alone will change the status; undefined when it will not. */
  nextChangeAt(now: Date): Date | undefined {
    const at = nextStatusChangeAt(this.factsAt(now));
    return at === undefined ? undefined : new Date(at);
  }

  // The ORM makes entities without their constructor, so these cannot be #private.
  private announce(to: AgentStatus, cause: Cause, at: Date): void {
    if (to === this.announced) return;
    this.record(AgentPresenceChanged, { agentId: this.agentId, from: this.announced, to, cause, at: at.toISOString() });
    this.announced = to;
    this.announcedAt = at;
  }

  private statusAt(now: Date): AgentStatus {
    return effectiveStatus(this.factsAt(now));
  }

  private factsAt(now: Date) {
    return {
      chosen: this.chosen,
      lastActivityAt: this.lastActivityAt.getTime(),
      leaseExpiresAt: this.leaseExpiresAt?.getTime(),
      now: now.getTime(),
    };
  }
}
