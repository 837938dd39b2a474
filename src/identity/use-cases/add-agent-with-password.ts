import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { ActorRef } from '@libs/domain';
import { Passwords } from '../authentication/passwords.js';
import type { StaffRole } from '../model/role.js';
import { NewAgents, USUAL_MAX_CHATS } from './new-agents.js';

/** An account with everything that is needed to sign in. */
export interface AgentWithPassword {
  readonly email: string;
  readonly displayName: string;
  /** 10 to 128 characters. */
  readonly password: string;
  readonly roles: readonly StaffRole[];
  readonly brandIds: readonly string[];
  readonly departmentCodes?: readonly string[];
  /** 0 to 50; 4 when left out. */
  readonly maxChats?: number;
}

/** The command line or the demo's seed adds a member of staff who can sign in at once. */
@Injectable()
export class AddAgentWithPassword {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly newAgents: NewAgents,
    private readonly passwords: Passwords,
  ) {}

  /** @throws EmailTaken, InvalidInput */
  async execute(actor: ActorRef, input: AgentWithPassword): Promise<{ agentId: string }> {
    const passwordHash = await this.passwords.hash('password', input.password);
    return this.unit.runAs(actor, async (tx) => {
      const agent = await this.newAgents.within(tx, {
        ...input,
        roles: [...input.roles],
        brandIds: [...input.brandIds],
        departmentCodes: [...(input.departmentCodes ?? [])],
        maxChats: input.maxChats ?? USUAL_MAX_CHATS,
      });
      agent.passwordHash = passwordHash;
      return { agentId: agent.id };
    });
  }
}
