import { AsyncResource } from 'node:async_hooks';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Histogram } from 'prom-client';
import { Metrics } from './metrics.js';
import { currentOperation } from './request-context.js';

/** The histogram of all HTTP requests. */
export function requestDuration(metrics: Metrics): Histogram<'method' | 'route' | 'operation' | 'status'> {
  return metrics.histogram(
    'parley_http_request_duration_seconds',
    'Time from the arrival of an HTTP request to the end of its response, in seconds.',
    ['method', 'route', 'operation', 'status'],
  );
}

/** Records how long each HTTP request took, by method, route, operation and status. */
@Injectable()
export class HttpMetricsMiddleware implements NestMiddleware<Request, Response> {
  private readonly duration: Histogram<'method' | 'route' | 'operation' | 'status'>;

  constructor(metrics: Metrics) {
    this.duration = requestDuration(metrics);
  }

  use(request: Request, response: Response, next: () => void): void {
    const stop = this.duration.startTimer();
    // bound to this request, because the event may be fired from anywhere
    const record = AsyncResource.bind(() => {
      const operation = currentOperation();
      const route = routeOf(request, operation !== undefined);
      stop({ method: methodOf(request), route, operation: operation ?? '', status: String(response.statusCode) });
    });
    response.once('close', record);
    next();
  }
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function methodOf(request: Request): string {
  return methods.has(request.method) ? request.method : 'other';
}

/** The pattern of the route, never the path that was asked for: callers could invent any number of those. */
function routeOf(request: Request, isNamed: boolean): string {
  const pattern = (request.route as { path?: unknown } | undefined)?.path;
  if (typeof pattern === 'string' && !pattern.includes('*')) return request.baseUrl + pattern;
  return isNamed ? request.originalUrl.replace(/\?.*$/s, '') : 'other';
}
