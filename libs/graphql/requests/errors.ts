import { HeaderMap } from '@apollo/server';
import { Logger } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Refusal } from '@libs/domain';
import { redactText } from '@libs/observability';
import { databaseErrorOf } from './database-errors.js';
import { withoutSuggestion } from '../documents/limits/suggestions.js';

const log = new Logger('Edge');

/** Codes that tell the client about its own request. Everything else is our fault and is not shown. */
const CLIENT_CODES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'COST_LIMIT_EXCEEDED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'RESYNC_REQUIRED',
]);

/** The caller did not say who he is, or did not prove it. HTTP 401. */
export function unauthenticated(reason = 'Sign in first.'): GraphQLError {
  return new GraphQLError(reason, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
}

/** The caller may not use this operation at all. */
export function forbidden(reason = 'Your role does not allow this.'): GraphQLError {
  return new GraphQLError(reason, { extensions: { code: 'FORBIDDEN' } });
}

/** The caller has used up what he may do for now. HTTP 429 with `Retry-After` (RFC 9110, section 10.2.3). */
export function tooManyRequests(retryAfterSeconds: number): GraphQLError {
  const headers = new HeaderMap([['retry-after', String(retryAfterSeconds)]]);
  return new GraphQLError(`Too many requests. Try again in ${retryAfterSeconds} s.`, {
    extensions: { code: 'RATE_LIMITED', retryAfterSeconds, http: { status: 429, headers } },
  });
}

/** The request itself is wrong. */
export function badRequest(reason: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(reason, { extensions: { code: 'BAD_USER_INPUT', ...extensions } });
}

/** Longest message in characters; those of graphql-js repeat what the client sent. */
const MAX_MESSAGE = 1_000;

/** What the cause of a failure says of it, if that is a reason to come back later: as an answer without data, with HTTP 503. */
export function unavailable(cause: unknown): GraphQLError | undefined {
  const told = databaseErrorOf(cause);
  if (told?.code !== 'SERVICE_UNAVAILABLE' && told?.code !== 'TIMEOUT') return undefined;
  const headers = new Map([['retry-after', String(told.retryAfterSeconds)]]);
  return new GraphQLError(told.message, {
    originalError: cause as Error,
    extensions: { code: told.code, http: { status: 503, headers } },
  });
}

/**
 * What a client may see of an error: its own mistakes as they are, ours as an id to look for in the log.
 * @param hidesSchema whether guesses at what was meant are cut, because clients may not ask for the schema
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  requestId: string | undefined,
  hidesSchema = false,
): GraphQLFormattedError {
  const place = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  const cause = error instanceof GraphQLError && error.originalError ? error.originalError : error;
  if (cause instanceof Refusal) {
    const code = cause.code === 'ResyncRequired' ? 'RESYNC_REQUIRED' : 'BAD_USER_INPUT';
    return { message: cause.reason, ...place, extensions: { ...cause.details, code, refusal: cause.code } };
  }
  const code = formatted.extensions?.['code'];
  const ofClient = CLIENT_CODES.has(code) || (isBareGraphqlError(error) && code === undefined);
  if (ofClient) {
    const { stacktrace: _, http: __, ...extensions } = formatted.extensions ?? {};
    const message = hidesSchema ? withoutSuggestion(formatted.message) : formatted.message;
    return {
      message: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message,
      ...place,
      extensions: { code: 'BAD_USER_INPUT', ...extensions },
    };
  }
  const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  const told = databaseErrorOf(cause);
  if (told) {
    // Ours all the same when a rule should have caught it before.
    log.warn(`Request ${requestId ?? '?'} met the database's ${told.code}: ${redactText(reason)}`);
    const { message, ...extensions } = told;
    return { message, ...place, extensions: { ...extensions, requestId: requestId ?? null } };
  }
  log.error(`Request ${requestId ?? '?'} failed: ${redactText(reason)}`);
  return {
    message: 'Something went wrong on our side. The request id finds it in the log.',
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: requestId ?? null },
  };
}

/** graphql-js itself made this error out of the request: a parse, validation or coercion error. */
function isBareGraphqlError(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.path !== undefined) return false;
  return !error.originalError || error.originalError instanceof GraphQLError;
}
