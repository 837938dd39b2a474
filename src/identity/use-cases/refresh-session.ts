import { Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import type { ActorRef, Command } from '@libs/domain';
import { InvalidRefreshToken } from '../identity.refusals.js';
import { AgentSession } from '../model/agent-session.entity.js';
import { type LogInGeneration, LogInTokenFactory } from '../tokens/log-in-tokens.js';
import { generationOf } from './open-session.js';

type Outcome = { readonly refreshed: LogInGeneration } | { readonly refreshed: null };

/**
 * A client exchanges its refresh token for new tokens. Each refresh token is good once: the same request with the same client key
 * gets the same answer again, every other use of a used token ends the whole log-in, because somebody has a copy
 * (RFC 9700, section 4.14.2).
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly tokens: LogInTokenFactory,
  ) {}

  /** @throws InvalidRefreshToken */
  async execute(command: Command<{ readonly refreshToken: string }, ActorRef>): Promise<LogInGeneration> {
    const presented = await this.tokens.readRefreshToken(command.input.refreshToken);
    if (!presented) throw new InvalidRefreshToken();
    const actor = { kind: 'AGENT_SESSION', id: presented.sessionId };
    const { refreshed } = await this.unit.run<Outcome>({ ...command, actor }, async ({ em, now }) => {
      const session = await em.findOne(AgentSession, presented.sessionId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const outcome = session?.refresh(presented.generation, now, this.tokens.lifetime);
      // Not thrown here: the end of a replayed log-in must be kept.
      return { refreshed: session && outcome === 'REFRESHED' ? generationOf(session, now) : null };
    });
    if (!refreshed) throw new InvalidRefreshToken();
    return refreshed;
  }
}
