/** What a brand's own website says about a person, in a token that it signed. */
export interface VouchedPerson {
  readonly brandId: string;
  /** Who he is on the website; unique there. */
  readonly externalId: string;
  readonly role: 'CUSTOMER' | 'WRITER';
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
}

/**
 * Knows the people outside. Identity only checks what vouches for them; the module that keeps them implements this and provides it
 * under this class, in every process that serves clients.
 */
export abstract class OutsideParties {
  /**
   * Finds the person, or takes him in. Called at most every few seconds for one token; must give the same ids for the same
   * (brandId, externalId), also when called twice at once.
   */
  abstract resolve(person: VouchedPerson): Promise<{ readonly visitorId: string; readonly contactId: string }>;
}
