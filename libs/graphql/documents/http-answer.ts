import { type ExecutionResult, GraphQLError } from 'graphql';
import { comeBackAfter } from '../requests/graphql-over-http.plugin.js';
import { maskError } from '../requests/errors.js';

/** An answer as it goes over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

interface AnswerOptions {
  /** Status of an answer without data, unless an error asks for another. */
  readonly otherwise?: number;
  /** As {@link maskError} has it. */
  readonly hidesSchema?: boolean;
}

/** What an error asks of the HTTP answer: Apollo Server's convention for `extensions.http`. */
interface HttpWish {
  readonly status?: number;
  readonly headers?: ReadonlyMap<string, string>;
}

/** The answer that Apollo Server and our plugins give to a result, byte for byte. */
export function httpAnswerOf(
  { errors, data, extensions }: ExecutionResult,
  requestId: string,
  { otherwise = 200, hidesSchema = false }: AnswerOptions = {},
): HttpAnswer {
  if (!errors) return { status: 200, headers: [], body: `${JSON.stringify({ data, extensions })}\n` };
  let status = otherwise;
  const headers: [string, string][] = [];
  const shown = errors.map((error) => {
    // graphql-jit leaves the extensions out when there are none.
    const { http, ...more }: Record<string, unknown> & { http?: HttpWish } = error.extensions ?? {};
    status = http?.status ?? status;
    if (http?.headers) headers.push(...http.headers);
    const formatted = { ...error.toJSON(), extensions: { ...more, code: more['code'] ?? 'INTERNAL_SERVER_ERROR' } };
    return maskError(formatted, error, requestId, hidesSchema);
  });
  const seconds = comeBackAfter({ data, errors: shown });
  if (seconds !== undefined) {
    status = 503;
    headers.push(['retry-after', `${seconds}`]);
  } else if (data !== undefined) status = 200;
  const unique = [...new Map(headers)];
  return { status, headers: unique, body: `${JSON.stringify({ errors: shown, data, extensions })}\n` };
}

/** The answer to a request of which nothing was run, because of this. */
export function httpRefusalOf(
  cause: unknown,
  requestId: string,
  extensions: ExecutionResult['extensions'],
): HttpAnswer {
  const error = cause instanceof GraphQLError ? cause : wrapped(cause);
  return httpAnswerOf({ errors: [error], ...(extensions && { extensions }) }, requestId, { otherwise: 500 });
}

/** The answer to variables that do not fit: 400, but 200 for a client of the older media type, see graphqlOverHttpPlugin. */
export function wrongVariablesAnswer(
  errors: readonly GraphQLError[],
  requestId: string,
  extensions: NonNullable<ExecutionResult['extensions']>,
  { isPlainJson, hidesSchema }: { isPlainJson: boolean; hidesSchema: boolean },
): HttpAnswer {
  const coded = errors.map(
    ({ message, nodes, originalError }) =>
      new GraphQLError(message, { nodes, originalError, extensions: { code: 'BAD_USER_INPUT' } }),
  );
  return httpAnswerOf({ errors: coded, extensions }, requestId, { otherwise: isPlainJson ? 200 : 400, hidesSchema });
}

function wrapped(cause: unknown): GraphQLError {
  const originalError = cause instanceof Error ? cause : new Error(String(cause));
  return new GraphQLError(originalError.message, { originalError });
}
