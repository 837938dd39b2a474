/** A refusal as it is stored with a client key and shown at the edge: plain data. */
export interface RefusalData {
  readonly code: string;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * An expected "no": the caller asked for something that the rules do not allow now. Thrown by the domain, so that the transaction
 * rolls back; the GraphQL edge turns it into a member of the mutation's result union whose type name is `code`.
 */
export class Refusal extends Error {
  /**
   * @param code name of the GraphQL type that shows it, e.g. `ChatAlreadyAccepted`
   * @param reason one sentence in plain English for the person who asked
   * @param details further fields of that type, plain JSON data
   */
  constructor(
    readonly code: string,
    readonly reason: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(reason);
    this.name = code;
  }

  /** The refusal as plain data. */
  toData(): RefusalData {
    return { code: this.code, reason: this.reason, details: this.details };
  }

  /** Rebuilds a stored refusal, so that a retry with the same client key gets the same answer. */
  static from(data: RefusalData): Refusal {
    return new Refusal(data.code, data.reason, data.details);
  }
}

/** There is no such object, or the caller may not know that there is one: both answer alike. */
export class NotFound extends Refusal {
  constructor(what: string, field: string) {
    super('NotFound', `No such ${what}.`, { field });
  }
}

/** A value that the caller sent breaks a rule. `field` is the path in the mutation's input. */
export class InvalidInput extends Refusal {
  constructor(field: string, reason: string) {
    super('InvalidInput', reason, { field });
  }
}
