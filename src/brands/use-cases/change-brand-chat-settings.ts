import { Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import type { WorkingHoursInput } from '@libs/calendar';
import { UnitOfWork } from '@libs/commands';
import { type Command, NotFound } from '@libs/domain';
import { type Actor, seesBrand } from '@src/identity';
import { Brand, isBrandCode, type RoutingMode } from '../model/brand.entity.js';

interface Input {
  readonly brandCode: string;
  readonly workingHours?: WorkingHoursInput | null;
  readonly routingMode?: RoutingMode | null;
  readonly requestTimeoutSeconds?: number | null;
  readonly availabilitySeconds?: number | null;
}

/** An administrator changes how chat works on a brand's site. */
@Injectable()
export class ChangeBrandChatSettings {
  constructor(private readonly unit: UnitOfWork) {}

  /** @throws NotFound for a brand that is not the actor's; InvalidInput as {@link Brand.changeChatSettings} */
  execute(command: Command<Input, Actor>): Promise<{ brandId: string }> {
    const { brandCode, ...settings } = command.input;
    return this.unit.run(command, async ({ em }) => {
      // What is no code names nothing, and some of it no database can read.
      if (!isBrandCode(brandCode)) throw new NotFound('brand', 'brandCode');
      const brand = await em.findOne(Brand, { code: brandCode }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!brand || !seesBrand(command.actor, brand.id)) throw new NotFound('brand', 'brandCode');
      brand.changeChatSettings(settings);
      return { brandId: brand.id };
    });
  }
}
