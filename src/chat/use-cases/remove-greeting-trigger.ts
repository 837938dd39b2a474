import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import type { Actor } from '@src/identity';
import { lockTrigger } from './find-trigger.js';

/** A supervisor removes an automatic greeting; the greetings that it gave stay. */
@Injectable()
export class RemoveGreetingTrigger {
  constructor(private readonly unit: UnitOfWork) {}

  /** @throws NotFound for another brand's trigger */
  execute(command: Command<{ triggerId: string }, Actor>): Promise<{ triggerId: string }> {
    return this.unit.run(command, async ({ em }) => {
      const trigger = await lockTrigger(em, command.input.triggerId, command.actor);
      em.remove(trigger);
      return { triggerId: trigger.id };
    });
  }
}
