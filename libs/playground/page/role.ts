/**
 * One GraphQL operation that the page runs by itself, to log in or to play the other side. Strings in `variables` may hold
 * placeholders: see {@link Player}.
 */
export interface Step {
  /** What the user reads when the step was done, e.g. `A visitor asked for a chat.`; nothing is said without it. */
  readonly note?: string;
  /** Name of the value that holds the caller's token; without it the step is anonymous. */
  readonly as?: string;
  readonly document: string;
  readonly variables?: object;
  /** Values to remember from the answer's data, by dotted path; of several paths the first with a value counts. */
  readonly take?: Readonly<Record<string, readonly string[]>>;
}

/** A ready operation in a tab of its own. */
export interface Example {
  /** One named operation; its comments explain it. */
  readonly document: string;
  readonly variables?: object;
  /** What must have happened before it makes sense; done at every run. */
  readonly needs?: readonly Step[];
  /** What others do once a subscription runs, so that there is something to see; a second apart. */
  readonly meanwhile?: readonly Step[];
}

/** Something that the user may have to type before the page can act for him. */
export interface Field {
  /** Name of the placeholder. */
  readonly name: string;
  readonly label: string;
  readonly isSecret?: boolean;
  /** Value to start with. When all fields have one, nobody is asked unless the set-up fails. */
  readonly value?: string;
}

/** A part that the user can play. */
export interface Role {
  /** In the address: `?role=<id>`. */
  readonly id: string;
  readonly label: string;
  /** One sentence: who this is and what he can do. */
  readonly about: string;
  readonly fields: readonly Field[];
  /** Gets the role's token, as the value `token`, and whatever else its examples need. */
  readonly setUp: readonly Step[];
  /** Minutes for which what the set-up got is good. */
  readonly setUpMinutes: number;
  /** Runs every so many seconds while the page is open, e.g. to stay signed in. */
  readonly keepAlive?: { readonly everySeconds: number; readonly step: Step };
  /** The first one is shown first. */
  readonly examples: readonly Example[];
}
