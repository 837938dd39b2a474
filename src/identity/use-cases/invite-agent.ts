import { Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import { type Command, NotFound } from '@libs/domain';
import { AccountIsClosed } from '../identity.refusals.js';
import type { StaffActor } from '../model/actor.js';
import { Agent } from '../model/agent.entity.js';
import { objectId } from '../model/object-id.js';
import type { InvitedAgent } from './add-agent.js';

/** An administrator invites a member of staff once more to choose a password: the invitation was lost, or the password forgotten. */
@Injectable()
export class InviteAgent {
  constructor(private readonly unit: UnitOfWork) {}

  /** Earlier invitations are void; a password that is set stays good until the invitation is accepted. @throws NotFound, AccountIsClosed */
  execute(command: Command<{ readonly agentId: string }, StaffActor>): Promise<InvitedAgent> {
    return this.unit.run(command, async ({ em, now }) => {
      const agent = await em.findOne(Agent, objectId('agent', 'agentId', command.input.agentId), {
        lockMode: LockMode.PESSIMISTIC_WRITE,
      });
      if (!agent) throw new NotFound('agent', 'agentId');
      if (agent.status !== 'OPEN') throw new AccountIsClosed();
      return { agentId: agent.id, invitation: agent.invite(now) };
    });
  }
}
