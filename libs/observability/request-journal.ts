import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Histogram } from 'prom-client';
import { Ids } from '@libs/domain';
import { requestDuration } from './http-metrics.middleware.js';
import { Metrics } from './metrics.js';
import { redactText } from './redact-secrets.js';
import { acceptRequestId, requestIdHeader } from './request-context.js';

/** What is noted of a request that was answered before Express. */
export interface JournalEntry {
  readonly requestId: string;
  /** `performance.now()` of its arrival. */
  readonly startedAt: number;
  /** Also the address that is logged: a request with more than that is not answered before Express. */
  readonly route: string;
  readonly operation: string;
}

/** Token of the logger that {@link RequestJournal} writes with. */
export const JOURNAL_LOG = Symbol('JOURNAL_LOG');

/** The same id, log line and figures for requests that are answered before Express as its middleware gives to all others. */
@Injectable()
export class RequestJournal {
  readonly #duration: Histogram<'method' | 'route' | 'operation' | 'status'>;

  constructor(
    metrics: Metrics,
    private readonly ids: Ids,
    @Inject(JOURNAL_LOG) private readonly log: Logger,
  ) {
    this.#duration = requestDuration(metrics);
  }

  /** The id of a request: the caller's own, or a new one. */
  idOf(request: IncomingMessage): string {
    return acceptRequestId(request.headers[requestIdHeader], this.ids);
  }

  /** Notes the request when its response has gone out, or its caller has gone away. */
  note(request: IncomingMessage, response: ServerResponse, entry: JournalEntry): void {
    response.once('close', () => {
      const { requestId, route, operation } = entry;
      const took = performance.now() - entry.startedAt;
      const status = String(response.statusCode);
      this.#duration.observe({ method: request.method ?? '', route, operation, status }, took / 1000);
      const line = {
        // The caller may have chosen it.
        requestId: request.headers[requestIdHeader] === undefined ? requestId : redactText(requestId),
        req: { method: request.method, url: route, from: request.socket.remoteAddress },
        res: { statusCode: response.statusCode },
        responseTime: Math.round(took),
      };
      if (response.statusCode >= 500) this.log.error(line, 'request errored');
      else this.log.info(line, response.writableFinished ? 'request completed' : 'request aborted');
    });
  }
}
