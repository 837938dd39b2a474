import type { Judge, Reply } from './attack.js';

/** Words of stacks, SQL, paths and libraries. */
const LEAKS: readonly RegExp[] = [
  /node_modules|node:internal|webpack:|file:\/\//,
  /\bat .{1,80}:\d+:\d+/,
  /[\w-]+\.(ts|js|mjs|cjs):\d+/,
  /\b(select|insert into|update|delete from)\b .{0,60}\b(from|values|set|where)\b/i,
  /violates|duplicate key|relation "|column "|syntax error at or near|invalid input syntax|invalid byte sequence/i,
  /ECONNREFUSED|ENOENT|EPIPE|ETIMEDOUT|SQLSTATE|\bpg_\w+|postgres(ql)?\b/i,
  /\b(mikro-?orm|nestjs|apollo|express\/|graphile|kysely|passport|pino)\b/i,
  /(^|["' (])\/(home|work|usr|tmp|var|root|opt)\//,
  /\b(TypeError|RangeError|ReferenceError|QueryFailedError|DriverException|AggregateError)\b/,
  /Cannot read propert|is not a function|is not iterable|Maximum call stack|heap out of memory/i,
  /process\.env|DATABASE_URL|stacktrace/,
];

const LOOKED_AT = 8_000;
/** Names of headers against CSRF, which clients must know. */
const PUBLIC_HEADERS = /apollo-require-preflight|x-apollo-operation-name/gi;

/** Codes with which we tell a client about its own request. */
const CODES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'COST_LIMIT_EXCEEDED',
  'RESYNC_REQUIRED',
]);

interface Result {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message?: string; readonly extensions?: { readonly code?: unknown } }[];
}

/** The GraphQL results in a reply; none when it holds no JSON. */
export function resultsOf({ body }: Reply): Result[] {
  return body
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Result];
      } catch {
        return [];
      }
    });
}

/** Codes of all errors in a reply. */
export function codesOf(reply: Reply): unknown[] {
  return resultsOf(reply).flatMap((result) => {
    const errors = result?.errors;
    // Whatever it was that answered.
    return Array.isArray(errors)
      ? (errors as NonNullable<Result['errors']>).map((error) => error?.extensions?.code)
      : [];
  });
}

/** What holds for every reply: an answer, no fault of ours, nothing of our inside. */
export const sound: Judge = (reply) => {
  const problems: string[] = [];
  if (reply.silent) problems.push('no answer');
  if (reply.status !== undefined && reply.status >= 500 && reply.status !== 503)
    problems.push(`HTTP ${reply.status}: ${excerpt(reply.body)}`);
  if (reply.closed !== undefined && [1006, 1011, 4500].includes(reply.closed))
    problems.push(`closed with ${reply.closed}`);
  const strange = codesOf(reply).filter((code) => !CODES.has(code));
  if (strange.length > 0) problems.push(`error of code ${String(strange[0])}: ${excerpt(reply.body)}`);
  // Whoever leaks does so at the beginning; a whole schema is not worth the time.
  const text = reply.text.slice(0, LOOKED_AT).replaceAll(PUBLIC_HEADERS, '');
  for (const pattern of LEAKS) {
    const [found] = pattern.exec(text) ?? [];
    if (found && !reply.sent.includes(found)) problems.push(`tells of our inside: ${excerpt(found)}`);
  }
  return problems;
};

/** Nothing was done: an error without data, an HTTP refusal or a closed connection. */
export const refused: Judge = (reply) => {
  if (reply.closed !== undefined) return [];
  if (reply.status !== undefined && reply.status >= 400) return [];
  const results = resultsOf(reply);
  const isRefused = results.length > 0 && results.every(({ errors, data }) => errors?.length && !holds(data));
  return isRefused ? [] : [`was not refused: ${excerpt(reply.body)}`];
};

/** Refused with one of these codes. */
export function refusedAs(...codes: readonly string[]): Judge {
  return async (reply) => {
    const problems = await refused(reply);
    if (reply.closed !== undefined) return problems;
    const found = codesOf(reply);
    const fits = found.some((code) => codes.includes(String(code)));
    return fits || problems.length > 0 ? problems : [`refused as ${found.join() || excerpt(reply.body)}`];
  };
}

/** Answered with one of these HTTP statuses, or over WebSocket closed with one of these codes. */
export function answered(...codes: readonly number[]): Judge {
  return ({ status, closed, body }) =>
    codes.includes(status ?? closed ?? -1) ? [] : [`answered ${status ?? closed ?? 'nothing'}: ${excerpt(body)}`];
}

/** Whatever comes, as long as it is sound: harmless. */
export const harmless: Judge = () => [];

/** Answered with data and no errors. */
export const works: Judge = (reply) => {
  const results = resultsOf(reply);
  return results.length > 0 && results.every(({ data, errors }) => data && !errors)
    ? []
    : [`does not work: ${reply.status ?? reply.closed ?? ''} ${excerpt(reply.body)}`];
};

function holds(data: Result['data']): boolean {
  return data != null && Object.values(data).some((value) => value !== null);
}

/** The beginning of a text on one line. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}
