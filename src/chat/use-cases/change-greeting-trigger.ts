import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import type { Actor } from '@src/identity';
import type { TriggerContent } from '../model/greeting-trigger.entity.js';
import { BrandLinkGuard } from './brand-link-guard.js';
import { lockTrigger } from './find-trigger.js';

type Input = { readonly triggerId: string } & { readonly [K in keyof TriggerContent]?: TriggerContent[K] | null };

/** A supervisor changes an automatic greeting. */
@Injectable()
export class ChangeGreetingTrigger {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly links: BrandLinkGuard,
  ) {}

  /** What is left out stays. @throws NotFound for another brand's trigger; InvalidInput for what a trigger cannot be; ForeignBrandLink */
  async execute(command: Command<Input, Actor>): Promise<{ triggerId: string }> {
    const { triggerId, ...change } = command.input;
    const checkLinks = await this.links.ready();
    return this.unit.run(command, async ({ em }) => {
      const trigger = await lockTrigger(em, triggerId, command.actor);
      trigger.change(change);
      checkLinks(trigger.text, trigger.brandId);
      return { triggerId: trigger.id };
    });
  }
}
