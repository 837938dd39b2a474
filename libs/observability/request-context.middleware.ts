import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import { Ids } from '@libs/domain';
import { acceptRequestId, requestIdHeader, runWithRequestId } from './request-context.js';

/** Gives the request its id, once, and tells it to the caller in the response. */
export function identifyRequest(request: IncomingMessage, response: ServerResponse, ids: Ids): string {
  const id = typeof request.id === 'string' ? request.id : acceptRequestId(request.headers[requestIdHeader], ids);
  request.id = id;
  response.setHeader(requestIdHeader, id);
  return id;
}

/** Runs the rest of each HTTP request under its id. */
@Injectable()
export class RequestContextMiddleware implements NestMiddleware<IncomingMessage, ServerResponse> {
  constructor(private readonly ids: Ids) {}

  use(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    runWithRequestId(identifyRequest(request, response, this.ids), next);
  }
}
