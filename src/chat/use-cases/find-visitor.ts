import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { isUuid, NotFound } from '@libs/domain';
import { type Actor, seesBrand } from '@src/identity';
import { Visitor } from '../model/visitor.entity.js';

/**
 * The visitor who is asking, locked for change.
 * @throws NotFound for an actor who is nobody's visitor any more, e.g. with a token from before a restored backup
 */
export async function lockOwnVisitor(em: EntityManager, actor: Actor): Promise<Visitor> {
  const visitor = actor.kind === 'VISITOR' ? await lockVisitor(em, actor.id) : null;
  if (!visitor || visitor.brandId !== actor.brandIds[0]) throw new NotFound('visitor', 'visitor');
  return visitor;
}

/** A visitor of one of the actor's brands, locked for change. @throws NotFound alike for a missing visitor and another brand's */
export async function lockVisitorOfBrand(em: EntityManager, id: string, actor: Actor): Promise<Visitor> {
  const visitor = isUuid(id) ? await lockVisitor(em, id) : null;
  if (!visitor || !seesBrand(actor, visitor.brandId)) throw new NotFound('visitor', 'visitorId');
  return visitor;
}

function lockVisitor(em: EntityManager, id: string): Promise<Visitor | null> {
  return em.findOne(Visitor, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
