import { Injectable } from '@nestjs/common';

/** So many within so many seconds. */
export interface Allowance {
  readonly most: number;
  readonly seconds: number;
}

/** What one kind of actors may do within the window of the settings. */
export interface ActorAllowance {
  /** Whether each actor is counted, or each address from which they ask. */
  readonly countedBy: 'PERSON' | 'ADDRESS';
  /** Most requests; a root field, or a part of a costly document, counts as one. */
  readonly requests: number;
  /** Most fields of mutations. */
  readonly writes: number;
  /** Most requests of all actors of this kind from one address together. */
  readonly requestsPerAddress?: number;
}

/** What a single operation may be used. */
export interface OperationAllowance {
  /** For each actor; people who did not sign in are one for each address. */
  readonly perPerson?: Allowance;
  /** For each address. */
  readonly perAddress?: Allowance;
  /** Counted in PostgreSQL before the operation runs, one by one over all processes: a round trip that only rare operations may cost. */
  readonly isExact?: boolean;
}

/** The limits of the API in one place: each module adds those of its actors and operations while the application is made. */
@Injectable()
export class RequestLimits {
  readonly actors = new Map<string, ActorAllowance>();
  readonly operations = new Map<string, OperationAllowance>();

  /** Limits of actors, by their kind. @throws Error for a kind that has some */
  addActors(allowances: Readonly<Record<string, ActorAllowance>>): void {
    add(this.actors, allowances);
  }

  /** Limits of operations, by the name of their field. @throws Error for an operation that has some */
  addOperations(allowances: Readonly<Record<string, OperationAllowance>>): void {
    add(this.operations, allowances);
  }
}

function add<T>(to: Map<string, T>, entries: Readonly<Record<string, T>>): void {
  for (const [name, entry] of Object.entries(entries)) {
    if (to.has(name)) throw new Error(`${name} has two limits.`);
    to.set(name, entry);
  }
}
