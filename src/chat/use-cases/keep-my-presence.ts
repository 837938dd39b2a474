import { Inject, Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import type { StaffActor } from '@src/identity';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { NotSignedIn } from '../chat.refusals.js';
import { AgentPresence } from '../model/agent-presence.entity.js';
import { PresenceTimer } from '../presence-timer.js';

/** The heartbeat of an agent's client: it still runs, and perhaps the person at it acted. */
@Injectable()
export class KeepMyPresence {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly timer: PresenceTimer,
    @Inject(chatSettings.token) private readonly settings: ChatSettings,
  ) {}

  /** Extends the lease; only `acted` counts as activity. @throws NotSignedIn when the lease is over: a heartbeat revives nobody */
  execute(command: Command<{ readonly acted: boolean }, StaffActor>): Promise<{ agentId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async (tx) => {
      const presence = await tx.em.findOne(
        AgentPresence,
        { agentId: actor.id },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!presence) throw new NotSignedIn();
      presence.extendLease(tx.now, this.settings.presenceLeaseSeconds * 1000);
      if (input.acted) {
        presence.act(tx.now);
        await this.timer.set(tx, presence);
      }
      return { agentId: actor.id };
    });
  }
}
