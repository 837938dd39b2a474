import { OptionalProps } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Aggregate } from '@libs/domain';
import { RosterAlertRaised, RosterAlertSettled } from '@src/events';
import type { RosterAlertKind } from './roster.js';

/** An agent is not where the shift roster says. Raised once, settled once; at most one is open per agent and brand. */
@Entity({ tableName: 'roster_alert' })
export class RosterAlert extends Aggregate {
  [OptionalProps]?: 'sequence' | 'settledAt';

  @PrimaryKey({ type: 'uuid' })
  override id: string;

  @Property({ type: 'uuid' })
  agentId: string;

  @Property({ type: 'uuid' })
  brandId: string;

  @Property({ type: 'text' })
  kind: RosterAlertKind;

  /** Since when roster and status disagree. */
  @Property({ type: 'timestamptz' })
  since: Date;

  @Property({ type: 'timestamptz' })
  raisedAt: Date;

  @Property({ type: 'timestamptz', nullable: true })
  settledAt: Date | null;

  @Property({ type: 'integer' })
  override sequence: number;

  protected override get aggregateType(): string {
    return 'RosterAlert';
  }

  protected override get factBrandId(): string {
    return this.brandId;
  }

  /** Tells everybody of a new alert. */
  raise(): void {
    this.record(RosterAlertRaised, { agentId: this.agentId, kind: this.kind, since: this.since.toISOString() });
  }

  /** The disagreement is over. Nothing happens when it was before. */
  settle(now: Date): void {
    if (this.settledAt) return;
    this.settledAt = now;
    this.record(RosterAlertSettled, { agentId: this.agentId });
  }
}
