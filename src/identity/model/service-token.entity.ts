import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ArrayType, OptionalProps } from '@mikro-orm/core';
import { Aggregate } from '@libs/domain';
import { ServiceTokenClosed } from '@src/events';

/** Credentials of a machine. Only a hash of the secret is kept. */
@Entity({ tableName: 'service_token' })
export class ServiceToken extends Aggregate {
  [OptionalProps]?: 'sequence' | 'revokedAt' | 'lastUsedAt';

  @PrimaryKey({ type: 'uuid' })
  override id: string;

  @Property({ type: 'text' })
  name: string;

  /** SHA-256 of the secret, which is random enough for a fast hash. */
  @Property({ type: 'blob' })
  secretHash: Buffer;

  @Property({ type: ArrayType, columnType: 'uuid[]' })
  brandIds: string[];

  @Property({ type: 'uuid' })
  createdBy: string;

  @Property({ type: 'timestamptz' })
  createdAt: Date;

  @Property({ type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Property({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  @Property({ type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  @Property({ type: 'integer' })
  override sequence: number;

  protected override get aggregateType(): string {
    return 'ServiceToken';
  }

  protected override get factBrandId(): null {
    return null;
  }

  /** Ends the token. Nothing happens when it has ended before. */
  close(now: Date): void {
    if (this.revokedAt) return;
    this.revokedAt = now;
    this.record(ServiceTokenClosed, { serviceTokenId: this.id });
  }
}
