import { Inject, Injectable } from '@nestjs/common';
import { identitySettings, type IdentitySettings } from '../identity.config.js';
import { type SessionLifetime, sessionEnd } from '../model/agent-session.entity.js';
import { AccessTokens } from './access-tokens.js';
import { SealedTokens } from './sealed-tokens.js';

/** One generation of a log-in, as it is kept with a client key: everything that its tokens are made of, and no secret. */
export interface LogInGeneration {
  readonly agentId: string;
  readonly sessionId: string;
  readonly generation: number;
  readonly deviceId: string;
  /** ISO 8601: when this generation was made. */
  readonly issuedAt: string;
  /** ISO 8601: when the log-in began. */
  readonly createdAt: string;
}

/** The tokens of one generation of a log-in. */
export interface LogInTokens {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
  readonly deviceToken: string;
}

const DAY_MS = 86_400_000;

/** Makes and reads the tokens of log-ins. The same generation always has the same tokens. */
@Injectable()
export class LogInTokenFactory {
  constructor(
    private readonly access: AccessTokens,
    private readonly sealed: SealedTokens,
    @Inject(identitySettings.token) private readonly settings: IdentitySettings,
  ) {}

  /** How long log-ins live. */
  get lifetime(): SessionLifetime {
    return { idleMs: this.settings.sessionIdleDays * DAY_MS, totalMs: this.settings.sessionDays * DAY_MS };
  }

  /** The tokens of a generation. */
  async tokensOf({ agentId, sessionId, generation, deviceId, ...times }: LogInGeneration): Promise<LogInTokens> {
    const [issuedAt, createdAt] = [new Date(times.issuedAt), new Date(times.createdAt)];
    const access = await this.access.issue({ agentId, sessionId, issuedAt });
    return {
      accessToken: access.token,
      accessTokenExpiresAt: access.expiresAt,
      refreshToken: await this.sealed.seal('refresh', sessionId, generation),
      refreshTokenExpiresAt: sessionEnd({ createdAt, lastUsedAt: issuedAt }, this.lifetime),
      deviceToken: await this.sealed.seal('device', deviceId, agentId),
    };
  }

  /** Which generation of which log-in a refresh token is; undefined for one that we did not make. */
  async readRefreshToken(token: string): Promise<{ sessionId: string; generation: number } | undefined> {
    const [sessionId, generation] = (await this.sealed.open('refresh', token)) ?? [];
    return sessionId && generation ? { sessionId, generation: Number(generation) } : undefined;
  }
}
