import type { ApolloServerPlugin } from '@apollo/server';
import type { Request } from 'express';

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

/**
 * Apollo plugin that gives an unparsable, invalid or wrongly parametrised document the status which the client's media
 * type asks for: 200 under `application/json`, 400 under `application/graphql-response+json`. Apollo Server 5 says 400
 * to both, so a client of the older media type cannot tell such an answer from one of a proxy.
 *
 * Every other status (401, 405, 406, 413, 415, 429 …) is left alone, and so is an answer that has `data`.
 * Needs Express's request as `req` in the GraphQL context, where Nest's Apollo driver puts it by itself.
 *
 * Source: GraphQL over HTTP, section 6.4 "Response"; audits 572B, FDE2 and 7B9B of the `graphql-http` package.
 */
export function graphqlOverHttpPlugin(): ApolloServerPlugin<{ req: Request }> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ contextValue, errors, response }) {
          const isRefused =
            errors?.length && errors.every(({ extensions }) => REQUEST_ERROR_CODES.has(extensions.code));
          const hasData = response.body.kind !== 'single' || 'data' in response.body.singleResult;
          if (isRefused && !hasData && response.http.status === 400 && wantsPlainJson(contextValue.req)) {
            response.http.status = 200;
            response.http.headers.set('content-type', `${JSON_TYPE}; charset=utf-8`);
          }
          return Promise.resolve();
        },
      }),
  };
}

/** True without an `Accept` header too: the specification makes `application/json` the default. */
function wantsPlainJson(request: Request): boolean {
  return request.accepts([JSON_TYPE, RESPONSE_TYPE]) === JSON_TYPE;
}
