import { Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import { type Command } from '@libs/domain';
import type { StaffActor } from '../model/actor.js';
import { Agent } from '../model/agent.entity.js';
import type { SettingsChange } from '../model/personal-settings.js';

interface Input extends SettingsChange {
  readonly displayName?: string | null;
}

/** A member of staff changes his personal settings, or how others see him. */
@Injectable()
export class ChangeMySettings {
  constructor(private readonly unit: UnitOfWork) {}

  /** @throws InvalidInput as {@link Agent.changeSettings} and {@link Agent.rename} */
  execute(command: Command<Input, StaffActor>): Promise<{ agentId: string }> {
    const { displayName, ...settings } = command.input;
    return this.unit.run(command, async ({ em }) => {
      const agent = await em.findOneOrFail(Agent, command.actor.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      agent.changeSettings(settings);
      if (displayName != null) agent.rename(displayName);
      return { agentId: agent.id };
    });
  }
}
