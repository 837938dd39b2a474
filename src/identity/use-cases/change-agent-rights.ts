import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import { seesBrand, type StaffActor } from '../model/actor.js';
import { ownBrands } from '../model/own-brands.js';
import type { StaffRole } from '../model/role.js';
import { lockedAgent, needsAnotherAdmin } from './last-admin.js';

interface Input {
  readonly agentId: string;
  readonly roles?: readonly StaffRole[] | null;
  readonly brandIds?: readonly string[] | null;
  readonly departmentCodes?: readonly string[] | null;
  readonly maxChats?: number | null;
}

/** An administrator changes what a member of staff may do, and where. */
@Injectable()
export class ChangeAgentRights {
  constructor(private readonly unit: UnitOfWork) {}

  /**
   * What is left out stays, and so do brands that the administrator himself does not see.
   * @throws NotFound for an agent or brand that is not there; AccountIsClosed; LastAdmin; InvalidInput
   */
  execute(command: Command<Input, StaffActor>): Promise<{ agentId: string }> {
    const { actor } = command;
    const { agentId, roles, brandIds, departmentCodes, maxChats } = command.input;
    return this.unit.run(command, async (tx) => {
      const agent = await lockedAgent(tx, agentId);
      if (roles && !roles.includes('ADMIN')) await needsAnotherAdmin(tx, agent);
      const hidden = agent.brandIds.filter((id) => !seesBrand(actor, id));
      agent.changeRights({
        ...(roles && { roles: [...roles] }),
        ...(brandIds && { brandIds: [...hidden, ...ownBrands(actor, brandIds)] }),
        ...(departmentCodes && { departmentCodes: [...departmentCodes] }),
        ...(maxChats != null && { maxChats }),
      });
      return { agentId: agent.id };
    });
  }
}
