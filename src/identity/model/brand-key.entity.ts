import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { OptionalProps } from '@mikro-orm/core';
import type { JWK } from 'jose';
import { Aggregate } from '@libs/domain';
import { BrandKeyRevoked } from '@src/events';

/** Signatures (RFC 7518) by which a brand's website may vouch for people. */
export const brandKeyAlgorithms = ['HS256', 'ES256', 'RS256'] as const;
/** One of {@link brandKeyAlgorithms}. */
export type BrandKeyAlgorithm = (typeof brandKeyAlgorithms)[number];

/** A key with which a brand's website signs tokens for its customers and writers. Its id is the `kid` of those tokens. */
@Entity({ tableName: 'brand_key' })
export class BrandKey extends Aggregate {
  [OptionalProps]?: 'sequence' | 'revokedAt';

  @PrimaryKey({ type: 'uuid' })
  override id: string;

  @Property({ type: 'uuid' })
  brandId: string;

  @Property({ type: 'text' })
  algorithm: BrandKeyAlgorithm;

  /** For HS256 only: the secret that we share with the website. */
  @Property({ type: 'text', nullable: true })
  secret: string | null;

  /** For ES256 and RS256: the website keeps the private key to itself. */
  @Property({ type: 'json', nullable: true })
  publicKey: JWK | null;

  @Property({ type: 'uuid' })
  createdBy: string;

  @Property({ type: 'timestamptz' })
  createdAt: Date;

  @Property({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  @Property({ type: 'integer' })
  override sequence: number;

  protected override get aggregateType(): string {
    return 'BrandKey';
  }

  protected override get factBrandId(): string {
    return this.brandId;
  }

  /** Ends the key and with it every token that it signed. Nothing happens when it has ended before. */
  revoke(now: Date): void {
    if (this.revokedAt) return;
    this.revokedAt = now;
    this.record(BrandKeyRevoked, { brandKeyId: this.id });
  }
}
