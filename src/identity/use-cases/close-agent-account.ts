import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import type { StaffActor } from '../model/actor.js';
import { endSessionsOf } from './end-session.js';
import { lockedAgent, needsAnotherAdmin } from './last-admin.js';

/** An administrator closes the account of a member of staff: he can no longer sign in, and all that he has open ends. */
@Injectable()
export class CloseAgentAccount {
  constructor(private readonly unit: UnitOfWork) {}

  /** @throws NotFound, AccountIsClosed, LastAdmin */
  execute(command: Command<{ readonly agentId: string }, StaffActor>): Promise<{ agentId: string }> {
    return this.unit.run(command, async (tx) => {
      const agent = await lockedAgent(tx, command.input.agentId);
      await needsAnotherAdmin(tx, agent);
      agent.close();
      await endSessionsOf(tx, agent.id, 'ACCOUNT_CLOSED');
      return { agentId: agent.id };
    });
  }
}
