import { Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import { type Command, NotFound } from '@libs/domain';
import { checkPassword, Passwords } from '../authentication/passwords.js';
import { PasswordStrategy } from '../authentication/password.strategy.js';
import { WrongCredentials } from '../identity.refusals.js';
import type { StaffActor } from '../model/actor.js';
import { Agent } from '../model/agent.entity.js';
import { AgentDirectory } from '../queries/agent-directory.js';
import { SealedTokens } from '../tokens/sealed-tokens.js';
import { endSessionsOf } from './end-session.js';

interface Input {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** A member of staff changes his own password. */
@Injectable()
export class ChangeMyPassword {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly strategy: PasswordStrategy,
    private readonly passwords: Passwords,
    private readonly sealed: SealedTokens,
    private readonly directory: AgentDirectory,
  ) {}

  /**
   * All other log-ins of his end. Guesses at the current password count like attempts to log in.
   * @throws WrongCredentials, TooManyAttempts; InvalidInput for a password that is too short or too long
   */
  async execute(command: Command<Input, StaffActor>, address: string): Promise<{ agentId: string }> {
    const { actor } = command;
    const { currentPassword, newPassword } = command.input;
    checkPassword('currentPassword', currentPassword);
    const passwordHash = await this.passwords.hash('newPassword', newPassword);
    const [me] = await this.directory.byIds([actor.id]);
    if (!me) throw new NotFound('agent', 'agentId');
    const recognised = await this.strategy.recognise({ email: me.email, password: currentPassword, address });
    const [current, next] = await Promise.all([currentPassword, newPassword].map((text) => this.sealed.proofOf(text)));
    return this.unit.run({ ...command, input: { current, next } }, async (tx) => {
      if (recognised?.agentId !== actor.id) throw new WrongCredentials();
      const agent = await tx.em.findOneOrFail(Agent, actor.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      // It was changed while it was being checked: by an invitation, or by whoever knew it too.
      if (agent.passwordHash !== recognised.passwordHash) throw new WrongCredentials();
      agent.passwordHash = passwordHash;
      await endSessionsOf(tx, agent.id, 'PASSWORD_CHANGED', actor.sessionId);
      return { agentId: agent.id };
    });
  }
}
