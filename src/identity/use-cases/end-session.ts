import { Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { type Transaction, UnitOfWork } from '@libs/commands';
import { type Command, NotFound } from '@libs/domain';
import type { SessionEndCause } from '@src/events';
import { AgentSession } from '../model/agent-session.entity.js';
import type { StaffActor } from '../model/actor.js';
import { objectId } from '../model/object-id.js';

/** A member of staff ends one of his log-ins. */
@Injectable()
export class EndSession {
  constructor(private readonly unit: UnitOfWork) {}

  /** @throws NotFound unless it is an open log-in of the actor's own */
  execute(command: Command<{ readonly sessionId: string }, StaffActor>): Promise<{ sessionId: string }> {
    return this.unit.run(command, (tx) =>
      this.#end(tx, command.actor.id, objectId('log-in', 'sessionId', command.input.sessionId), 'REVOKED'),
    );
  }

  /** Ends the log-in that the actor is using. */
  logOut(command: Command<object, StaffActor>): Promise<{ sessionId: string }> {
    return this.unit.run(command, (tx) => this.#end(tx, command.actor.id, command.actor.sessionId, 'LOGGED_OUT'));
  }

  async #end(
    { em, now }: Transaction,
    agentId: string,
    id: string,
    cause: SessionEndCause,
  ): Promise<{ sessionId: string }> {
    const where = { id, agentId, endedAt: null };
    const session = await em.findOne(AgentSession, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!session) throw new NotFound('log-in', 'sessionId');
    session.end(cause, now);
    return { sessionId: session.id };
  }
}

/** Ends all open log-ins of a member of staff, but for one that may stay. */
export async function endSessionsOf(
  { em, now }: Transaction,
  agentId: string,
  cause: SessionEndCause,
  exceptId?: string,
): Promise<void> {
  const open = await em.find(
    AgentSession,
    { agentId, endedAt: null },
    {
      lockMode: LockMode.PESSIMISTIC_WRITE,
      orderBy: { id: 'asc' },
    },
  );
  for (const session of open) if (session.id !== exceptId) session.end(cause, now);
}
