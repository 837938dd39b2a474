import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import type { StaffActor } from '../model/actor.js';
import { ownBrands } from '../model/own-brands.js';
import type { StaffRole } from '../model/role.js';
import { SealedTokens } from '../tokens/sealed-tokens.js';
import { NewAgents, USUAL_MAX_CHATS } from './new-agents.js';

interface Input {
  readonly email: string;
  readonly displayName: string;
  readonly roles: readonly StaffRole[];
  readonly brandIds: readonly string[];
  readonly departmentCodes?: readonly string[] | null;
  readonly maxChats?: number | null;
}

/** Who was added, and the number of the invitation to set a password. */
export interface InvitedAgent {
  readonly agentId: string;
  readonly invitation: number;
}

/** An administrator adds a member of staff, who is invited to choose a password. */
@Injectable()
export class AddAgent {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly newAgents: NewAgents,
    private readonly sealed: SealedTokens,
  ) {}

  /** @throws EmailTaken; NotFound for a brand that is not the actor's; InvalidInput */
  execute(command: Command<Input, StaffActor>): Promise<InvitedAgent> {
    const { email, displayName, roles, departmentCodes, maxChats } = command.input;
    return this.unit.run(command, async (tx) => {
      const agent = await this.newAgents.within(tx, {
        email,
        displayName,
        roles: [...roles],
        brandIds: ownBrands(command.actor, command.input.brandIds),
        departmentCodes: [...(departmentCodes ?? [])],
        maxChats: maxChats ?? USUAL_MAX_CHATS,
      });
      return { agentId: agent.id, invitation: agent.invite(tx.now) };
    });
  }

  /** The token of an invitation, to be passed on to the invited person and to nobody else. */
  tokenOf({ agentId, invitation }: InvitedAgent): Promise<string> {
    return this.sealed.seal('invitation', agentId, invitation);
  }
}
