import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '@libs/graphql';
import type { BrandKeyAlgorithm } from '../model/brand-key.entity.js';

@ObjectType('LogInSession', { description: 'An open log-in of yours.' })
export class LogInSessionType {
  @Field(() => ID, { description: 'Id of the log-in.' })
  id: string;

  @Field(() => String, { nullable: true, description: 'The program that logged in, as it named itself.' })
  userAgent: string | null;

  @Field(() => Date, { description: 'When you logged in.' })
  createdAt: Date;

  @Field(() => Date, { description: 'When its tokens were last refreshed.' })
  lastUsedAt: Date;

  @Field(() => Boolean, { description: 'Whether it is the one that you are using.' })
  isCurrent: boolean;
}

@ObjectType('ServiceToken', { description: 'Credentials of a machine, without the secret.' })
export class ServiceTokenType {
  @Field(() => ID, { description: 'Id of the token.' })
  id: string;

  @Field(() => String, { description: 'What it is for.' })
  name: string;

  @Field(() => [ID], { description: 'Brands that the machine may see.' })
  brandIds: readonly string[];

  @Field(() => Date, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => Date, { nullable: true, description: 'When it ends by itself; null means never.' })
  expiresAt: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was closed.' })
  revokedAt: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was last used, to the minute.' })
  lastUsedAt: Date | null;
}

export const BrandKeyAlgorithmEnum = { HS256: 'HS256', ES256: 'ES256', RS256: 'RS256' } as const;
registerEnumType(BrandKeyAlgorithmEnum, {
  name: 'BrandKeyAlgorithm',
  description: 'How a website signs its tokens (RFC 7518).',
  valuesMap: {
    HS256: { description: 'HMAC with SHA-256 and a secret that the website shares with us.' },
    ES256: { description: 'ECDSA on P-256 with SHA-256; the website keeps the private key to itself.' },
    RS256: { description: 'RSA with SHA-256; the website keeps the private key to itself.' },
  },
});

@ObjectType('BrandKey', { description: 'A key with which a brand’s website vouches for people, without the secret.' })
export class BrandKeyType {
  @Field(() => ID, { description: 'Id of the key: the `kid` of the tokens that it signs.' })
  id: string;

  @Field(() => ID, { description: 'The brand: the `iss` of the tokens that it signs.' })
  brandId: string;

  @Field(() => BrandKeyAlgorithmEnum, { description: 'The `alg` of the tokens that it signs.' })
  algorithm: BrandKeyAlgorithm;

  @Field(() => Date, { description: 'When it was added.' })
  createdAt: Date;

  @Field(() => Date, { nullable: true, description: 'When it was revoked.' })
  revokedAt: Date | null;
}

@ObjectType({ description: 'A page of a list of log-ins.' })
export class LogInSessionConnection extends connectionOf(LogInSessionType, 'LogInSession') {}

@ObjectType({ description: 'A page of a list of service tokens.' })
export class ServiceTokenConnection extends connectionOf(ServiceTokenType, 'ServiceToken') {}

@ObjectType({ description: 'A page of a list of brand keys.' })
export class BrandKeyConnection extends connectionOf(BrandKeyType, 'BrandKey') {}
