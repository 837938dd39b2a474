import { Inject, Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import type { ActorRef, Command } from '@libs/domain';
import { Passwords } from '../authentication/passwords.js';
import { identitySettings, type IdentitySettings } from '../identity.config.js';
import { InvalidInvitation } from '../identity.refusals.js';
import { Agent } from '../model/agent.entity.js';
import { SealedTokens } from '../tokens/sealed-tokens.js';
import { endSessionsOf } from './end-session.js';

interface Input {
  readonly invitationToken: string;
  readonly password: string;
}

/** An invited member of staff chooses his password. */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly sealed: SealedTokens,
    private readonly passwords: Passwords,
    @Inject(identitySettings.token) private readonly settings: IdentitySettings,
  ) {}

  /** Log-ins with an earlier password end. @throws InvalidInvitation; InvalidInput for a password that is too short or too long */
  async execute(command: Command<Input, ActorRef>): Promise<{ agentId: string; email: string }> {
    const { invitationToken, password } = command.input;
    const [agentId, number] = (await this.sealed.open('invitation', invitationToken)) ?? [];
    if (!agentId) throw new InvalidInvitation();
    const passwordHash = await this.passwords.hash('password', password);
    const input = { invitationToken, password: await this.sealed.proofOf(password) };
    const actor = { kind: 'AGENT', id: agentId };
    return this.unit.run({ ...command, actor, input }, async (tx) => {
      const agent = await tx.em.findOne(Agent, agentId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!agent) throw new InvalidInvitation();
      agent.acceptInvitation(Number(number), passwordHash, tx.now, this.settings.invitationDays);
      await endSessionsOf(tx, agent.id, 'PASSWORD_CHANGED');
      return { agentId: agent.id, email: agent.email };
    });
  }
}
