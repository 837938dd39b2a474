import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { ActorRef, Command } from '@libs/domain';
import { InvalidLogInCode } from '../identity.refusals.js';
import type { LogInGeneration } from '../tokens/log-in-tokens.js';
import { OpenSession } from './open-session.js';

const TAKE = `
delete from log_in_code c using agent a
where c.code_hash = $1 and c.expires_at > $2 and a.id = c.agent_id and a.status = 'OPEN' returning c.agent_id as "agentId"`;

/** Somebody who signed in at the identity provider exchanges the one-time code that he came back with for tokens. */
@Injectable()
export class ExchangeLogInCode {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly openSession: OpenSession,
  ) {}

  /** @throws InvalidLogInCode for a code that is unknown, used or older than a minute */
  execute(
    command: Command<{ readonly code: string }, ActorRef>,
    userAgent: string | undefined,
  ): Promise<LogInGeneration> {
    const hash = logInCodeHash(command.input.code);
    // Client keys of people who have not signed in are kept apart by their codes.
    const actor = { kind: 'ANONYMOUS', id: `code:${hash.toString('base64url')}` };
    return this.unit.run({ ...command, actor, input: {} }, async (tx) => {
      const taken = await tx.sql.row<{ agentId: string }>(TAKE, [hash, tx.now]);
      if (!taken) throw new InvalidLogInCode();
      return this.openSession.within(tx, { agentId: taken.agentId, userAgent });
    });
  }
}

/** SHA-256 of a one-time code, as it is stored. */
export function logInCodeHash(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
