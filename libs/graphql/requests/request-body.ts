import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, type NextFunction, type Request, type Response } from 'express';

/** As Express routes it: whatever the case, and with more behind it. */
const GRAPHQL = /^\/graphql(\/|$)/i;

/** How long a client may go on sending what was refused, so that it can read the answer; the connection is cut then. */
const LINGER_MS = 1_000;

/**
 * Reads the JSON bodies of an application, and refuses what is no honest one before it is read: one of a method that GraphQL has not, more than `maxBytes`, by its own
 * account or by count, an encoding (which could inflate to anything), a charset that is not UTF-8 (RFC 8259, section 8.1), bytes
 * that are no UTF-8, and text that is no JSON. Answers have the form of GraphQL errors.
 */
export function useJsonBodies(app: NestExpressApplication, maxBytes: number): void {
  app.use((request: Request, response: Response, next: NextFunction) => {
    const fault = faultOfHead(request, maxBytes);
    if (fault) return refuse(request, response, fault);
    if (request.headers['content-length'] === undefined) countBytes(request, response, maxBytes);
    next();
  });
  app.use(json({ limit: maxBytes, inflate: false, verify: requireUtf8 }));
  app.use((error: { type?: unknown }, request: Request, response: Response, next: NextFunction) => {
    if (typeof error?.type !== 'string') return next(error);
    if (!response.headersSent) refuse(request, response, faultOfBody(error.type));
  });
}

interface Fault {
  readonly status: number;
  /** Methods that may be used instead. */
  readonly allow?: string;
  readonly message: string;
}

const tooLarge = (maxBytes: number): Fault => ({
  status: 413,
  message: `The body of a request must not have more than ${maxBytes} bytes.`,
});

function faultOfHead({ headers, method, path }: Request, maxBytes: number): Fault | undefined {
  if (GRAPHQL.test(path) && method !== 'POST' && method !== 'GET')
    return { status: 405, message: 'Use POST, or GET for a query.', allow: 'GET, POST' };
  if (Number(headers['content-length'] ?? 0) > maxBytes) return tooLarge(maxBytes);
  if (headers['content-encoding'] !== undefined && headers['content-encoding'].toLowerCase() !== 'identity')
    return { status: 415, message: 'Send the body as it is, without Content-Encoding.' };
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    return { status: 415, message: 'The charset of a body must be UTF-8.' };
  return undefined;
}

function faultOfBody(type: string): Fault {
  if (type === 'entity.parse.failed') return { status: 400, message: 'The body is no JSON.' };
  if (type === 'entity.verify.failed') return { status: 400, message: 'The body is no UTF-8.' };
  if (type === 'entity.too.large') return { status: 413, message: 'The body is too large.' };
  return { status: 400, message: 'The body cannot be read.' };
}

function requireUtf8(_request: IncomingMessage, _response: unknown, body: Buffer): void {
  if (!isUtf8(body)) throw new Error('The body is no UTF-8.');
}

/**
 * A body that does not say its length is counted as it comes: the parser would read all of it before it refuses. Listening lets
 * it flow from the next tick on, so the parser has to follow at once.
 */
function countBytes(request: Request, response: Response, maxBytes: number): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes && !response.headersSent) refuse(request, response, tooLarge(maxBytes));
  });
}

function refuse(request: Request, response: Response, { status, message, allow }: Fault): void {
  if (allow !== undefined) response.setHeader('allow', allow);
  response.status(status).json({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  if (request.complete) return;
  const cut = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.once('end', () => clearTimeout(cut));
  request.resume();
}
