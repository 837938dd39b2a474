import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import type { Histogram } from 'prom-client';
import { Ids } from '@libs/domain';
import { requestDuration } from './http-metrics.middleware.js';
import { Metrics } from './metrics.js';
import { acceptRequestId, requestIdHeader } from './request-context.js';

/** What is noted of a request that was answered before Express. */
export interface JournalEntry {
  readonly requestId: string;
  /** `performance.now()` of its arrival. */
  readonly startedAt: number;
  readonly route: string;
  readonly operation: string;
}

/** The same id, log line and figures for requests that are answered before Express as its middleware gives to all others. */
@Injectable()
export class RequestJournal {
  readonly #duration: Histogram<'method' | 'route' | 'operation' | 'status'>;

  constructor(
    metrics: Metrics,
    private readonly ids: Ids,
    private readonly logger: PinoLogger,
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
      const line = { requestId, req: request, res: response, responseTime: Math.round(took) };
      if (response.statusCode >= 500) this.logger.error(line, 'request errored');
      else this.logger.info(line, response.writableFinished ? 'request completed' : 'request aborted');
    });
  }
}
