import { AsyncLocalStorage } from 'node:async_hooks';
import type { Ids } from '@libs/domain';

interface RequestContext {
  readonly requestId: string;
  operation?: string;
}

/** The header that carries the id of a request, in both directions. */
export const requestIdHeader = 'x-request-id';

const saneRequestId = /^[A-Za-z0-9._-]{1,64}$/;
const contexts = new AsyncLocalStorage<RequestContext>();

/** The id that the caller gave if it is 1 to 64 letters, digits, dots, dashes or underscores; else a new one. */
export function acceptRequestId(given: string | readonly string[] | undefined, ids: Ids): string {
  return typeof given === 'string' && saneRequestId.test(given) ? given : ids.nextRandom();
}

/** The id of the request, WebSocket operation or job that is running, or undefined outside of any. */
export function currentRequestId(): string | undefined {
  return contexts.getStore()?.requestId;
}

/** Runs `work` and all that it awaits under a request id, so that each of its log lines carries it. */
export function runWithRequestId<T>(requestId: string, work: () => T): T {
  return contexts.run({ requestId }, work);
}

/**
 * Names what the current request does, for the metrics. Only names out of a fixed list may be given (fields of the
 * schema, kinds of jobs), never text that a caller chose: each name becomes a series. Ignored outside of a request.
 */
export function nameOperation(operation: string): void {
  const context = contexts.getStore();
  if (context) context.operation = operation;
}

/** What the current request does, if it was named. */
export function currentOperation(): string | undefined {
  return contexts.getStore()?.operation;
}
