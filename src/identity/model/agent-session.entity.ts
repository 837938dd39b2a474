import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { OptionalProps } from '@mikro-orm/core';
import { Aggregate } from '@libs/domain';
import { AgentSessionEnded, type SessionEndCause } from '@src/events';

/** How long a log-in lives, in milliseconds. */
export interface SessionLifetime {
  /** Without a refresh. */
  readonly idleMs: number;
  /** Whatever happens. */
  readonly totalMs: number;
}

/** One log-in of a member of staff: a family of refresh tokens, of which only the newest generation is good. */
@Entity({ tableName: 'agent_session' })
export class AgentSession extends Aggregate {
  [OptionalProps]?: 'sequence' | 'endedAt' | 'cause';

  @PrimaryKey({ type: 'uuid' })
  override id: string;

  @Property({ type: 'uuid' })
  agentId: string;

  /** Number of the refresh token that is good now, from 1. */
  @Property({ type: 'integer' })
  generation: number;

  /** The device that was remembered with the log-in. */
  @Property({ type: 'text' })
  deviceId: string;

  @Property({ type: 'text', nullable: true })
  userAgent: string | null;

  @Property({ type: 'timestamptz' })
  createdAt: Date;

  @Property({ type: 'timestamptz' })
  lastUsedAt: Date;

  @Property({ type: 'timestamptz', nullable: true })
  endedAt: Date | null;

  @Property({ type: 'text', nullable: true })
  cause: SessionEndCause | null;

  @Property({ type: 'integer' })
  override sequence: number;

  protected override get aggregateType(): string {
    return 'AgentSession';
  }

  protected override get factBrandId(): null {
    return null;
  }

  /**
   * Uses a refresh token. `REPLAYED` means that it was used before: somebody else has a copy, so the log-in has ended with it.
   * `OVER` means that the log-in had ended or was too old.
   */
  refresh(generation: number, now: Date, lifetime: SessionLifetime): 'REFRESHED' | 'REPLAYED' | 'OVER' {
    if (this.endedAt || now >= sessionEnd(this, lifetime)) return 'OVER';
    if (generation !== this.generation) {
      this.end('REPLAYED', now);
      return 'REPLAYED';
    }
    this.generation += 1;
    this.lastUsedAt = now;
    return 'REFRESHED';
  }

  /** Ends the log-in and with it all its tokens. Nothing happens when it has ended before. */
  end(cause: SessionEndCause, now: Date): void {
    if (this.endedAt) return;
    this.endedAt = now;
    this.cause = cause;
    this.record(AgentSessionEnded, { agentId: this.agentId, sessionId: this.id, cause });
  }
}

/** When a log-in ends by itself, unless it is refreshed before. */
export function sessionEnd(session: { createdAt: Date; lastUsedAt: Date }, { idleMs, totalMs }: SessionLifetime): Date {
  return new Date(Math.min(session.lastUsedAt.getTime() + idleMs, session.createdAt.getTime() + totalMs));
}
