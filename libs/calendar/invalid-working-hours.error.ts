/** Why a description of working hours was refused. */
export type InvalidWorkingHoursReason =
  | 'MALFORMED'
  | 'TOO_MANY'
  | 'UNKNOWN_ZONE'
  | 'UNKNOWN_WEEKDAY'
  | 'MALFORMED_TIME'
  | 'MALFORMED_DATE'
  | 'ZERO_LENGTH'
  | 'OVERLAP'
  | 'DUPLICATE_HOLIDAY';

/** A description of working hours that cannot be used; `field` is the path of the first offending value, e.g. `windows[1].closes`. */
export class InvalidWorkingHours extends Error {
  override readonly name = 'InvalidWorkingHours';

  constructor(
    readonly field: string,
    readonly reason: InvalidWorkingHoursReason,
  ) {
    super(`Working hours refused: ${reason} at ${field || 'the top level'}.`);
  }
}
