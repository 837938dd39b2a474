import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { isUuid, NotFound } from '@libs/domain';
import { type Actor, seesBrand } from '@src/identity';
import { GreetingTrigger } from '../model/greeting-trigger.entity.js';

/** A trigger of one of the actor's brands, locked for change. @throws NotFound alike for a missing trigger and another brand's */
export async function lockTrigger(em: EntityManager, id: string, actor: Actor): Promise<GreetingTrigger> {
  const trigger = isUuid(id)
    ? await em.findOne(GreetingTrigger, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!trigger || !seesBrand(actor, trigger.brandId)) throw new NotFound('trigger', 'triggerId');
  return trigger;
}
