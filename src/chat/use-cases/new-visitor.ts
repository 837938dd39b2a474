import type { EntityManager } from '@mikro-orm/postgresql';
import { Visitor } from '../model/visitor.entity.js';

/** A visitor of whom nothing is known but the brand; made when the transaction is flushed. */
export function newVisitor(
  em: EntityManager,
  given: { id: string; brandId: string; contactId?: string; userAgent?: string | null; now: Date },
): Visitor {
  const visitor = em.create(Visitor, {
    id: given.id,
    brandId: given.brandId,
    contactId: given.contactId ?? null,
    name: null,
    company: null,
    email: null,
    phone: null,
    userAgent: given.userAgent ?? null,
    pageUrl: null,
    pageTitle: null,
    pageSince: null,
    visitStartedAt: null,
    visitPageCount: 0,
    seenUntil: null,
    sequence: 0,
    createdAt: given.now,
  });
  em.persist(visitor);
  return visitor;
}
