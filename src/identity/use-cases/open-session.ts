import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import { Ids } from '@libs/domain';
import { AgentSession } from '../model/agent-session.entity.js';
import type { LogInGeneration } from '../tokens/log-in-tokens.js';

const LONGEST_USER_AGENT = 300;

/** Begins a log-in, as the last step of every way of signing in. */
@Injectable()
export class OpenSession {
  constructor(private readonly ids: Ids) {}

  /** Begins a log-in in the caller's transaction, on a remembered device or on a new one. */
  within(
    { em, now }: Transaction,
    who: { agentId: string; deviceId?: string | undefined; userAgent: string | undefined },
  ): LogInGeneration {
    const session = em.create(AgentSession, {
      id: this.ids.next(),
      agentId: who.agentId,
      generation: 1,
      deviceId: who.deviceId ?? this.ids.next(),
      userAgent: who.userAgent?.slice(0, LONGEST_USER_AGENT).toWellFormed().replaceAll('\0', '') ?? null,
      createdAt: now,
      lastUsedAt: now,
      endedAt: null,
      cause: null,
      sequence: 0,
    });
    em.persist(session);
    return generationOf(session, now);
  }
}

/** What the tokens of a log-in are made of at this moment. */
export function generationOf(session: AgentSession, now: Date): LogInGeneration {
  const { id: sessionId, agentId, generation, deviceId, createdAt } = session;
  return { agentId, sessionId, generation, deviceId, issuedAt: now.toISOString(), createdAt: createdAt.toISOString() };
}
