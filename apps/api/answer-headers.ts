import type { IncomingMessage, ServerResponse } from 'node:http';

type Header = readonly [string, string];
type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * The headers that a middleware gives to every answer, whatever is asked: found out once, so that hot paths need not run it.
 * @param middleware reads nothing of the request and sets headers at once
 */
export function headersOf(middleware: Middleware): readonly Header[] {
  const headers = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  middleware({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return [...headers];
}

/** What the answer to an ordinary (not a preflight) request says about pages of other origins, as the package `cors` does it. */
export function originHeaders(allowed: readonly string[]): (origin: string | undefined) => readonly Header[] {
  if (allowed.includes('*')) return () => [['Access-Control-Allow-Origin', '*']];
  const vary: Header = ['Vary', 'Origin'];
  return (origin) =>
    origin !== undefined && allowed.includes(origin) ? [['Access-Control-Allow-Origin', origin], vary] : [vary];
}
