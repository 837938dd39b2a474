import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { Clock } from '@libs/domain';
import { identitySettings, type IdentitySettings } from '../identity.config.js';
import { InstallationKeys } from './installation-keys.js';

/** Issuer and audience of the tokens that we sign. */
export const ISSUER = 'parley';
export const API_AUDIENCE = 'parley-api';

/** What an access token says. Roles and brands are not in it: they are looked up. */
export interface AccessClaims {
  readonly agentId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

/** Access tokens of staff: JSON Web Tokens as RFC 9068 has them, HS256, good for at most 15 minutes. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: InstallationKeys,
    private readonly clock: Clock,
    @Inject(identitySettings.token) private readonly settings: IdentitySettings,
  ) {}

  /** The token of a log-in; equal input gives an equal token. */
  async issue(claims: {
    agentId: string;
    sessionId: string;
    issuedAt: Date;
  }): Promise<{ token: string; expiresAt: Date }> {
    const issuedAt = Math.floor(claims.issuedAt.getTime() / 1000);
    const expiresAt = issuedAt + this.settings.accessTokenMinutes * 60;
    const token = await new SignJWT({ sid: claims.sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setAudience(API_AUDIENCE)
      .setSubject(claims.agentId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(await this.keys.keyFor('access token'));
    return { token, expiresAt: new Date(expiresAt * 1000) };
  }

  /** What a token says; undefined unless we made it for this use and it is good now. */
  async verify(token: string): Promise<AccessClaims | undefined> {
    const verified = await verifiedOrNot(
      jwtVerify<{ sid: unknown }>(token, await this.keys.keyFor('access token'), {
        algorithms: ['HS256'],
        typ: 'at+jwt',
        issuer: ISSUER,
        audience: API_AUDIENCE,
        requiredClaims: ['sub', 'sid', 'iat', 'exp'],
        currentDate: this.clock.now(),
      }),
    );
    if (!verified) return undefined;
    const { sub, sid, exp } = verified.payload;
    if (!sub || typeof sid !== 'string' || !exp) return undefined;
    return { agentId: sub, sessionId: sid, expiresAt: new Date(exp * 1000) };
  }
}

/** The outcome of a verification; undefined when the token is at fault. @throws any other error */
export async function verifiedOrNot<T>(verification: Promise<T>): Promise<T | undefined> {
  try {
    return await verification;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
