import { Inject, Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { Clock } from '@libs/domain';
import { identitySettings, type IdentitySettings } from '../identity.config.js';
import { API_AUDIENCE, ISSUER, verifiedOrNot } from './access-tokens.js';
import { InstallationKeys } from './installation-keys.js';

/** What a visitor's token says. */
export interface VisitorClaims {
  readonly visitorId: string;
  readonly brandId: string;
  readonly expiresAt: Date;
}

/** Anonymous tokens of visitors: each is bound to one visitor of one brand. */
@Injectable()
export class VisitorTokens {
  constructor(
    private readonly keys: InstallationKeys,
    private readonly clock: Clock,
    @Inject(identitySettings.token) private readonly settings: IdentitySettings,
  ) {}

  /**
   * The token of a visitor; equal input gives an equal token, so that a repeated request gets the same answer.
   * @param issuedAt when the visitor was first seen, or when the token is renewed; its fraction of a second is dropped
   */
  async issue(visitorId: string, brandId: string, issuedAt: Date): Promise<{ token: string; expiresAt: Date }> {
    const issued = Math.floor(issuedAt.getTime() / 1000);
    const expiresAt = issued + this.settings.visitorTokenDays * 86_400;
    const token = await new SignJWT({ brand: brandId })
      .setProtectedHeader({ alg: 'HS256', typ: 'vt+jwt' })
      .setIssuer(ISSUER)
      .setAudience(API_AUDIENCE)
      .setSubject(visitorId)
      .setIssuedAt(issued)
      .setExpirationTime(expiresAt)
      .sign(await this.keys.keyFor('visitor token'));
    return { token, expiresAt: new Date(expiresAt * 1000) };
  }

  /** What a token says; undefined unless we made it for a visitor and it is good now. */
  async verify(token: string): Promise<VisitorClaims | undefined> {
    const verified = await verifiedOrNot(
      jwtVerify<{ brand: unknown }>(token, await this.keys.keyFor('visitor token'), {
        algorithms: ['HS256'],
        typ: 'vt+jwt',
        issuer: ISSUER,
        audience: API_AUDIENCE,
        requiredClaims: ['sub', 'brand', 'iat', 'exp'],
        currentDate: this.clock.now(),
      }),
    );
    if (!verified) return undefined;
    const { sub, brand, exp } = verified.payload;
    if (!sub || typeof brand !== 'string' || !exp) return undefined;
    return { visitorId: sub, brandId: brand, expiresAt: new Date(exp * 1000) };
  }
}
