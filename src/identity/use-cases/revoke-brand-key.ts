import { Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import { type Command, NotFound } from '@libs/domain';
import { seesBrand, type StaffActor } from '../model/actor.js';
import { BrandKey } from '../model/brand-key.entity.js';
import { objectId } from '../model/object-id.js';

/** An administrator takes a brand's key back: tokens that it signed are worth nothing any more. */
@Injectable()
export class RevokeBrandKey {
  constructor(private readonly unit: UnitOfWork) {}

  /** A key that is revoked already stays so. @throws NotFound also for a key of a brand that is not the actor's */
  execute(command: Command<{ readonly brandKeyId: string }, StaffActor>): Promise<{ brandKeyId: string }> {
    return this.unit.run(command, async ({ em, now }) => {
      const key = await em.findOne(BrandKey, objectId('brand key', 'brandKeyId', command.input.brandKeyId), {
        lockMode: LockMode.PESSIMISTIC_WRITE,
      });
      if (!key || !seesBrand(command.actor, key.brandId)) throw new NotFound('brand key', 'brandKeyId');
      key.revoke(now);
      return { brandKeyId: key.id };
    });
  }
}
