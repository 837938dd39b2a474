/** Who did something, as facts, audit and idempotency keep it: never more than a kind and an id. */
export interface ActorRef {
  readonly kind: string;
  readonly id: string;
}

/** The name and payload type of something that can happen. Made by {@link defineFact}. */
export interface FactDefinition<P extends object = object> {
  /** Name in the past tense, unique in the product: `ChatMessageSent`. */
  readonly type: string;
  /** Only for the type system: the shape of the payload. */
  readonly payload?: P;
}

/** The payload type of a fact definition. */
export type FactOf<D extends FactDefinition> = NonNullable<D['payload']>;

/** A fact that an aggregate recorded and that is not yet stored. */
export interface PendingFact<P extends object = object> {
  readonly type: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly brandId: string | null;
  /** Position in the history of its aggregate: 1, 2, 3 … without a gap. */
  readonly sequence: number;
  readonly payload: P;
}

/** A stored fact, as handlers and subscriptions receive it. */
export interface RecordedFact<P extends object = object> extends PendingFact<P> {
  /** UUID of the fact: the idempotency key of everything that reacts to it. */
  readonly id: string;
  readonly occurredAt: Date;
  readonly actor: ActorRef;
  /** Where the change came from: `PARLEY`, or the vendor that told us; a mirror skips its own. */
  readonly origin: string;
  readonly requestId: string | null;
}

/**
 * Declares something that can happen. Payloads carry ids, enums and the text needed to act: never an entity, a context or a secret.
 * @example export const ChatAccepted = defineFact<{ agentId: string }>('ChatAccepted');
 */
export function defineFact<P extends object>(type: string): FactDefinition<P> {
  return { type };
}
