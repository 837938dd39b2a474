import type { FactDefinition, PendingFact } from './fact.js';

const pending = new WeakMap<Aggregate, PendingFact[]>();

/**
 * Root of a cluster of objects that change together, in one transaction, under one row lock. Every change that others may
 * react to is recorded as a fact with the aggregate's next sequence number; the unit of work stores the facts with the change.
 */
export abstract class Aggregate {
  abstract id: string;
  /** Number of facts recorded so far. Stored with the aggregate. */
  abstract sequence: number;

  /** Name of the aggregate in stored facts. */
  protected abstract get aggregateType(): string;
  /** Brand that the facts belong to, or null when they concern the whole organisation. */
  protected abstract get factBrandId(): string | null;

  /** Adds a fact to be stored when the transaction commits. Returns its sequence number. */
  protected record<P extends object>(definition: FactDefinition<P>, payload: P): number {
    this.sequence += 1;
    const facts = pending.get(this) ?? [];
    facts.push({
      type: definition.type,
      aggregateType: this.aggregateType,
      aggregateId: this.id,
      brandId: this.factBrandId,
      sequence: this.sequence,
      payload,
    });
    pending.set(this, facts);
    return this.sequence;
  }
}

/** Hands over the recorded facts of an aggregate, oldest first, and forgets them. */
export function takeFacts(aggregate: Aggregate): PendingFact[] {
  const facts = pending.get(aggregate) ?? [];
  pending.delete(aggregate);
  return facts;
}
