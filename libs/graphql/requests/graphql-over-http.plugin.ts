import type { ApolloServerPlugin } from '@apollo/server';
import type { Request } from 'express';
import type { GraphQLFormattedError } from 'graphql';

const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

/** Codes of a request that was refused before any field ran; its answer has `errors` and no `data`. */
const REQUEST_ERROR_CODES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'COST_LIMIT_EXCEEDED',
]);

/** Codes of an answer for which the client should come back: an answer without data bears HTTP 503 and `Retry-After`. */
const COME_BACK_CODES: ReadonlySet<unknown> = new Set(['SERVICE_UNAVAILABLE', 'TIMEOUT']);

/**
 * Apollo plugin that gives an answer the status which GraphQL over HTTP wants.
 *
 * - An unparsable, invalid or wrongly parametrised document gets the status which the client's media type asks for: 200 under
 *   `application/json`, 400 under `application/graphql-response+json`. Apollo Server 5 says 400 to both, so a client of the older
 *   media type cannot tell such an answer from one of a proxy.
 * - An answer that has `data` is 200, whatever the errors in it say; but an answer whose data is null because the database was
 *   not there is 503 with `Retry-After`, for proxies and clients that retry by status.
 *
 * Every other status (401, 405, 406, 413, 415, 429 …) is left alone. Needs Express's request as `req` in the GraphQL context,
 * where Nest's Apollo driver puts it by itself, and `preserveHttpStatusForExecutionErrors: false` there.
 *
 * Source: GraphQL over HTTP, section 6.4 "Response"; audits 572B, FDE2 and 7B9B of the `graphql-http` package.
 */
export function graphqlOverHttpPlugin(): ApolloServerPlugin<{ req: Request }> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ contextValue, errors, response }) {
          if (response.body.kind !== 'single') return Promise.resolve();
          const { http } = response;
          // Answers depend on who asks.
          http.headers.set('cache-control', 'no-store');
          const result = response.body.singleResult;
          const seconds = comeBackAfter(result);
          if (seconds !== undefined) {
            http.status = 503;
            http.headers.set('retry-after', `${seconds}`);
          } else if ('data' in result) http.status = 200;
          else if (
            http.status === 400 &&
            errors?.length &&
            errors.every(({ extensions }) => REQUEST_ERROR_CODES.has(extensions.code)) &&
            wantsPlainJson(contextValue.req)
          ) {
            http.status = 200;
            http.headers.set('content-type', `${JSON_TYPE}; charset=utf-8`);
          }
          return Promise.resolve();
        },
      }),
  };
}

/** Seconds after which to ask again, for an answer whose data is null because the database was not there. */
export function comeBackAfter({
  data,
  errors,
}: {
  data?: unknown;
  errors?: readonly GraphQLFormattedError[] | undefined;
}): number | undefined {
  const comeBack = errors?.find(({ extensions }) => COME_BACK_CODES.has(extensions?.['code']));
  return comeBack && (data ?? null) === null ? Number(comeBack.extensions?.['retryAfterSeconds'] ?? 1) : undefined;
}

/** True without an `Accept` header too: the specification makes `application/json` the default. */
function wantsPlainJson(request: Request): boolean {
  return request.accepts([JSON_TYPE, RESPONSE_TYPE]) === JSON_TYPE;
}
