import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeProtectedHeader, type JWK, jwtVerify } from 'jose';
import { Database } from '@libs/database';
import { Clock } from '@libs/domain';
import type { BrandKeyAlgorithm } from '../model/brand-key.entity.js';
import type { VouchedPerson } from '../ports/outside-parties.js';
import { verifiedOrNot } from './access-tokens.js';

/** Audience that a website writes into its tokens. */
export const WEBSITE_AUDIENCE = 'parley';

const MOST_AHEAD_SECONDS = 86_400;
/** The websites' clocks are not ours. */
const TOLERANCE_SECONDS = 30;

const KEY = `
select brand_id as "brandId", algorithm, secret, public_key as "publicKey" from brand_key where id = $1 and revoked_at is null`;

interface KeyRow {
  readonly brandId: string;
  readonly algorithm: BrandKeyAlgorithm;
  readonly secret: string | null;
  readonly publicKey: JWK | null;
}

/** What a website's token says, and which key signed it. */
export interface WebsiteClaims {
  readonly person: VouchedPerson;
  readonly brandKeyId: string;
  readonly expiresAt: Date;
}

/**
 * Tokens with which a brand's own website vouches for its customers and writers: JSON Web Tokens with `kid` = id of a brand key,
 * `iss` = the brand's id, `aud` = `parley`, `sub` = the person's id on the website, `role` = CUSTOMER or WRITER, `exp` at most 24 hours
 * ahead, and, if known, `name`, `email` and `company`.
 */
@Injectable()
export class WebsiteTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What a token says; undefined unless an open key of the brand signed it and it is good now. */
  async verify(token: string): Promise<WebsiteClaims | undefined> {
    const kid = keyIdOf(token);
    if (!kid || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(kid)) return undefined;
    const key = await this.database.row<KeyRow>(KEY, [kid]);
    if (!key) return undefined;
    const now = this.clock.now();
    const verified = await verifiedOrNot(
      jwtVerify(token, keyObject(key), {
        algorithms: [key.algorithm],
        issuer: key.brandId,
        audience: WEBSITE_AUDIENCE,
        requiredClaims: ['sub', 'exp', 'role'],
        currentDate: now,
        clockTolerance: TOLERANCE_SECONDS,
      }),
    );
    if (!verified) return undefined;
    const { sub, exp = Infinity, role, ...more } = verified.payload;
    const externalId = text(sub, 200);
    if (exp - now.getTime() / 1000 > MOST_AHEAD_SECONDS + TOLERANCE_SECONDS) return undefined;
    if (!externalId || (role !== 'CUSTOMER' && role !== 'WRITER')) return undefined;
    const [name, email, company] = [text(more['name'], 200), text(more['email'], 254), text(more['company'], 200)];
    const person = { brandId: key.brandId, externalId, role, name, email, company } as const;
    return { person, brandKeyId: kid, expiresAt: new Date(exp * 1000) };
  }
}

/** The header's `kid` as it stands, believed in nothing: only our own query, by an id, says whether there is such a key. */
function keyIdOf(token: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(token) as { kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

function keyObject(key: KeyRow): KeyObject {
  if (key.publicKey) return createPublicKey({ key: key.publicKey, format: 'jwk' });
  return createSecretKey(Buffer.from(key.secret ?? '', 'utf8'));
}

/** Text that can be stored; null for what is not, so that one odd name shuts nobody out. */
function text(value: unknown, most: number): string | null {
  if (typeof value !== 'string' || value.includes('\0') || !value.isWellFormed()) return null;
  const trimmed = value.trim();
  return trimmed.length > 0 && trimmed.length <= most ? trimmed : null;
}
