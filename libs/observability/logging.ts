import type { IncomingMessage, ServerResponse } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { Logger, type Params } from 'nestjs-pino';
import { type DestinationStream, pino, stdTimeFunctions, symbols } from 'pino';
import type { Options } from 'pino-http';
import type { Ids } from '@libs/domain';
import type { ObservabilitySettings } from './observability.settings.js';
import { redactSecrets, redactText } from './redact-secrets.js';
import { currentRequestId } from './request-context.js';
import { identifyRequest } from './request-context.middleware.js';

/** What Nest tells of its own inside at every start: a hundred lines that are of use to nobody who runs the product. */
const quietContexts: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'RouterExplorer',
  'RoutesResolver',
  'GraphQLModule',
]);

const INFO = 30;

const quietPaths = /^\/(?:health\/|metrics(?:$|\?))/;

/** Sends everything that Nest and our code log through the structured logger, what was buffered so far included. */
export function useStructuredLogging(app: INestApplicationContext): void {
  app.useLogger(app.get(Logger));
  app.flushLogs();
}

/** How nestjs-pino is set up: one JSON object per line, without secrets, with the id of the request. */
export function loggingParams(
  settings: Pick<ObservabilitySettings, 'logLevel' | 'logFormat'>,
  mode: string,
  ids: Ids,
  destination: DestinationStream,
): Params {
  const form = formOf(settings, mode);
  const options: Options = {
    ...form,
    formatters: { ...form.formatters, log: redactLine },
    hooks: { logMethod: keepParams, streamWrite: redactText },
    mixin: (_line, _level, logger) => requestIdUnlessBound(logger),
    wrapSerializers: false,
    serializers: { req: describeRequest, res: describeResponse, err: redactSecrets },
    genReqId: (request, response) => identifyRequest(request, response, ids),
    customAttributeKeys: { reqId: 'requestId' },
    quietReqLogger: true,
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
    autoLogging: { ignore: (request) => quietPaths.test(request.url ?? '') },
  };
  return { pinoHttp: [options, destination] };
}

/**
 * A logger of the same form for lines in which no secret can be, because they are made of nothing but names of ours and numbers. Hot path: a line
 * for each request; what {@link loggingParams} looks for in a line costs a tenth of a short request.
 */
export function plainLogger(
  settings: Pick<ObservabilitySettings, 'logLevel' | 'logFormat'>,
  mode: string,
  destination: DestinationStream,
): pino.Logger {
  return pino(formOf(settings, mode), destination);
}

function formOf({ logLevel, logFormat }: Pick<ObservabilitySettings, 'logLevel' | 'logFormat'>, mode: string) {
  const isShort = (logFormat ?? (mode === 'production' ? 'json' : 'short')) === 'short';
  return {
    level: logLevel,
    ...(isShort ? { base: undefined, timestamp: timeOfDay } : { timestamp: stdTimeFunctions.isoTime }),
    formatters: { level: (level: string) => ({ level }) },
  };
}

function timeOfDay(): string {
  return `,"time":"${new Date().toISOString().slice(11, 23)}"`;
}

function redactLine(line: Record<string, unknown>): Record<string, unknown> {
  // requests and responses have serializers of their own, which want to see them as they are
  const { req, res, ...rest } = line;
  const clean = redactSecrets(rest) as Record<string, unknown>;
  return { ...clean, ...(req ? { req } : {}), ...(res ? { res } : {}) };
}

/** Nest's `logger.log('text', { more })` becomes a line with `more` in it; pino alone would drop that object. */
function keepParams(this: pino.Logger, args: Parameters<pino.LogFn>, method: pino.LogFn, level: number): void {
  const [line, text, ...params] = args as unknown[];
  if (level === INFO && quietContexts.has((line as { context?: unknown } | undefined)?.context)) return;
  if (typeof line !== 'object' || line === null || line instanceof Error || typeof text !== 'string') {
    method.apply(this, args.map((arg, at) => (at === 0 ? arg : redactSecrets(arg))) as Parameters<pino.LogFn>);
    return;
  }
  const objects = params.filter((param) => typeof param === 'object' && param !== null);
  const others = params.filter((param) => typeof param !== 'object' || param === null);
  method.call(this, Object.assign({}, ...objects.map(named), line), text, ...others);
}

function named(param: unknown): unknown {
  return param instanceof Error ? { err: param } : param;
}

function requestIdUnlessBound(logger: pino.Logger): object {
  const requestId = currentRequestId();
  const bound = (logger as unknown as Record<symbol, string>)[symbols.chindingsSym];
  return requestId === undefined || bound?.includes('"requestId":') ? {} : { requestId };
}

function describeRequest(request: IncomingMessage & { originalUrl?: string }): object {
  const url = redactText(request.originalUrl ?? request.url ?? '');
  return { method: request.method, url, from: request.socket.remoteAddress };
}

function describeResponse(response: ServerResponse): object {
  return { statusCode: response.statusCode };
}
