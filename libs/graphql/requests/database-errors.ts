/** How an error of PostgreSQL is told to a client: nothing of its text, which may hold SQL and values. */
export interface ToldDatabaseError {
  readonly code: 'BAD_USER_INPUT' | 'CONFLICT' | 'TIMEOUT' | 'SERVICE_UNAVAILABLE';
  readonly message: string;
  /** Seconds after which the same request may succeed. */
  readonly retryAfterSeconds?: number;
}

const NOT_STORABLE: ToldDatabaseError = {
  code: 'BAD_USER_INPUT',
  message: 'A text has a character that cannot be stored.',
};
const OUT_OF_RANGE: ToldDatabaseError = { code: 'BAD_USER_INPUT', message: 'A number or a time is out of range.' };
const WRONG_FORM: ToldDatabaseError = {
  code: 'BAD_USER_INPUT',
  message: 'A value is not of the form that is needed here.',
};
const CONFLICT: ToldDatabaseError = {
  code: 'CONFLICT',
  message: 'Somebody else changed the same at this moment. Try again.',
  retryAfterSeconds: 1,
};
const TIMEOUT: ToldDatabaseError = {
  code: 'TIMEOUT',
  message: 'This took too long and was stopped. Try again, or ask for less.',
  retryAfterSeconds: 1,
};
const UNAVAILABLE: ToldDatabaseError = {
  code: 'SERVICE_UNAVAILABLE',
  message: 'The service cannot be reached at this moment. Try again.',
  retryAfterSeconds: 2,
};

/** By SQLSTATE; source: PostgreSQL, appendix A "Error Codes". */
const BY_STATE: ReadonlyMap<string, ToldDatabaseError> = new Map([
  ['22P05', NOT_STORABLE],
  ['22021', NOT_STORABLE],
  ['22003', OUT_OF_RANGE],
  ['22008', OUT_OF_RANGE],
  ['22001', { code: 'BAD_USER_INPUT', message: 'A text is too long.' }],
  ['22P02', WRONG_FORM],
  ['22007', WRONG_FORM],
  ['23503', CONFLICT],
  ['23505', CONFLICT],
  ['40001', CONFLICT],
  ['40P01', CONFLICT],
  ['55P03', CONFLICT],
  ['57014', TIMEOUT],
  ['53300', UNAVAILABLE],
  ['57P01', UNAVAILABLE],
  ['57P02', UNAVAILABLE],
  ['57P03', UNAVAILABLE],
]);
/** Of the connection, as Node names them. */
const CONNECTION_CODES = /^(?:08...|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;
/** The client library says the same by its text alone. */
const CONNECTION_TEXTS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;
const MAX_CAUSES = 5;

/**
 * What a client is told of an error of the database; undefined for all others. Errors of the connection tell it to come back,
 * those of values that it is at fault. The ORM's errors bear the code of the error that they wrap.
 */
export function databaseErrorOf(error: unknown): ToldDatabaseError | undefined {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth += 1) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    const told = BY_STATE.get(code);
    if (told) return told;
    if (CONNECTION_CODES.test(code) || CONNECTION_TEXTS.test(cause.message)) return UNAVAILABLE;
    cause = cause.cause;
  }
  return undefined;
}
