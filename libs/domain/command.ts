import type { ActorRef } from './fact.js';

/** One request to change something: who asks, under which client key, with what input. */
export interface Command<I extends object = object, A extends ActorRef = ActorRef> {
  /** Name of the mutation, camelCase. */
  readonly name: string;
  readonly actor: A;
  /** Chosen by the caller: the same key with the same input gets the same answer, and nothing is done twice. */
  readonly clientKey: string;
  readonly input: I;
}
