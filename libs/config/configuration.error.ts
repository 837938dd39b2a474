/** One bad variable. `given` is undefined when it was not set, and never the value of a secret. */
export interface ConfigurationProblem {
  readonly env: string;
  readonly given: string | undefined;
  readonly accepted: string;
  readonly description: string;
  /** What a check of our own said; absent for secrets. */
  readonly reason?: string;
}

/** Thrown at boot when settings cannot be used; names every bad variable at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly ConfigurationProblem[]) {
    const count = problems.length === 1 ? 'One setting is' : `${problems.length} settings are`;
    super([`${count} wrong:`, ...problems.map(line)].join('\n'));
  }
}

function line({ env, given, accepted, reason, description }: ConfigurationProblem): string {
  const what = given === undefined ? 'required but not set' : `given ${given}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `  ${env}: ${what}${why}; accepted: ${accepted}. ${description}`;
}
