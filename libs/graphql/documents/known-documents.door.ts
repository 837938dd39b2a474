import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { isUtf8 } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express } from 'express';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { Counter } from 'prom-client';
import proxyAddress from 'proxy-addr';
import { Metrics, requestIdHeader, RequestJournal, runWithRequestId } from '@libs/observability';
import { askedOperation } from './asked-operation.js';
import { CompiledDocuments } from './compiled-documents.js';
import { DocumentGate, type Judgement, type KnownDocument } from './document-gate.js';
import { type Credentials, Edge } from '../requests/edge.js';
import { unavailable } from '../requests/errors.js';
import { graphqlSettings, type GraphqlSettings } from '../graphql.settings.js';
import { type HttpAnswer, httpAnswerOf, httpRefusalOf, wrongVariablesAnswer } from './http-answer.js';
import { readQuietly } from './read-quietly.js';

const PATH = '/graphql';
const JSON_ONLY: ReadonlySet<string | undefined> = new Set(['application/json', 'application/json; charset=utf-8']);
const UTF8 = '; charset=utf-8';

/** What clients say that they accept, and what Apollo Server answers to it. Whoever says anything else asks Apollo Server. */
const ANSWERED_WITH: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, `application/json${UTF8}`],
  ['*/*', `application/json${UTF8}`],
  ['application/json', `application/json${UTF8}`],
  ['application/json, */*', `application/json${UTF8}`],
  ['application/graphql-response+json', `application/graphql-response+json${UTF8}`],
  ['application/graphql-response+json, application/json;q=0.9', `application/graphql-response+json${UTF8}`],
  ['application/graphql-response+json,application/json;q=0.9', `application/graphql-response+json${UTF8}`],
]);

/** The headers that Express's middleware would give to the answer for a request of this Origin. */
export type HeadersFor = (origin: string | undefined) => readonly (readonly [string, string])[];

type Trust = (address: string, hop: number) => boolean;

/** A request that may be answered here. */
interface Asked {
  readonly known: KnownDocument;
  readonly judged: Judgement;
  readonly variables: Record<string, unknown>;
}

/** What is needed to run a known document. */
@Injectable()
export class KnownDocumentsTools {
  constructor(
    readonly gate: DocumentGate,
    readonly compiled: CompiledDocuments,
    readonly edge: Edge,
  ) {}
}

/**
 * Answers requests for known documents before Express and Apollo Server, as these would: same status, headers, body, log and figures,
 * through the same gate and the same {@link Edge}. Hot path: those two cost more than a short query itself. Everything that is not plain (other
 * methods, types and encodings, unknown documents, requests that the gate refuses) goes on to them untouched.
 */
@Injectable()
export class KnownDocumentsDoor {
  readonly #answered: Counter;
  #trust: Trust | undefined;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly tools: KnownDocumentsTools,
    private readonly journal: RequestJournal,
    @Inject(graphqlSettings.token) private readonly settings: GraphqlSettings,
    metrics: Metrics,
  ) {
    this.#answered = metrics.counter(
      'parley_known_documents_total',
      'Requests for documents that had passed all rules before, answered without Apollo Server.',
    );
  }

  /** Stands before whatever listens to the server's requests now. */
  standBefore(server: Server, headersFor: HeadersFor): void {
    const behind = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const goOn = (): void => behind.forEach((listener) => listener.call(server, request, response));
      const length = this.#plainLength(request);
      if (length === undefined) return goOn();
      const startedAt = performance.now();
      readQuietly(request, length, (body) => {
        const asked = this.#asked(body);
        if (!asked) return goOn();
        void this.#answer(request, response, asked, startedAt, headersFor(request.headers.origin));
      });
    });
  }

  /** Length of the body in bytes if everything about the request is plain. */
  #plainLength({ method, url, headers }: IncomingMessage): number | undefined {
    if (method !== 'POST' || url !== PATH || !JSON_ONLY.has(headers['content-type'])) return undefined;
    if (headers['content-encoding'] !== undefined || headers['transfer-encoding'] !== undefined) return undefined;
    if (!ANSWERED_WITH.has(headers.accept)) return undefined;
    const length = Number(headers['content-length']);
    return length > 0 && length <= this.settings.maxBodyKilobytes * 1024 ? length : undefined;
  }

  /** What the body asks for if it is a plain request for a known document, and the gate lets it pass. */
  #asked(body: Buffer): Asked | undefined {
    const parsed = isUtf8(body) ? parse(body.toString()) : undefined;
    if (!isRecord(parsed)) return undefined;
    const { query, operationName = null, variables = null, extensions = null } = parsed;
    if (typeof query !== 'string' || extensions !== null) return undefined;
    if (typeof operationName !== 'string' && operationName !== null) return undefined;
    if (!isRecord(variables) && variables !== null) return undefined;
    const known = this.tools.gate.known(query);
    const judged = known && this.tools.gate.judge(known, operationName, variables);
    if (!judged || judged instanceof GraphQLError || judged.operation.operation === OperationTypeNode.SUBSCRIPTION)
      return undefined;
    return { known, judged, variables: variables ?? {} };
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Asked,
    startedAt: number,
    headers: readonly (readonly [string, string])[],
  ): Promise<void> {
    const requestId = this.journal.idOf(request);
    const credentials: Credentials = {
      authorization: request.headers.authorization,
      address: this.#addressOf(request),
      userAgent: request.headers['user-agent'],
    };
    const type = ANSWERED_WITH.get(request.headers.accept) ?? '';
    const answer = await runWithRequestId(requestId, () => this.#answerTo(credentials, requestId, type, asked));
    const { fields } = askedOperation(asked.known.document, asked.judged.operation);
    this.journal.note(request, response, { requestId, startedAt, route: PATH, operation: fields[0] ?? '' });
    this.#answered.inc();
    send(request, response, answer, [['content-type', type], ...headers, [requestIdHeader, requestId]]);
  }

  async #answerTo(
    credentials: Credentials,
    requestId: string,
    type: string,
    { known: { document }, judged: { operation, cost }, variables }: Asked,
  ): Promise<HttpAnswer> {
    const { gate, compiled, edge } = this.tools;
    let extensions: { cost: typeof cost } | undefined;
    try {
      const actor = await edge.authenticate(credentials).catch((error: unknown) => {
        throw unavailable(error) ?? error;
      });
      const context = edge.contextFor(actor, credentials, 'HTTP', requestId);
      extensions = { cost };
      context.cost = cost.requested;
      await edge.admit(context, askedOperation(document, operation), cost.requested);
      const { errors, data } = await compiled.run(gate.schema, document, operation, context, variables);
      if (data === undefined) {
        const isPlainJson = type.startsWith('application/json');
        const hidesSchema = !this.settings.introspection;
        return wrongVariablesAnswer(errors ?? [], requestId, extensions, { isPlainJson, hidesSchema });
      }
      return httpAnswerOf({ ...(errors && { errors }), data, extensions }, requestId);
    } catch (error) {
      return httpRefusalOf(error, requestId, extensions);
    }
  }

  /** The caller's address by the same rule as Express has: proxies in front are believed as far as the setting says. */
  #addressOf(request: IncomingMessage): string {
    this.#trust ??= this.http.httpAdapter.getInstance<Express>().get('trust proxy fn') as Trust;
    return proxyAddress(request, this.#trust);
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
  more: readonly (readonly [string, string])[],
): void {
  const lines = ['cache-control', 'no-store'];
  for (const [name, value] of more) lines.push(name, value);
  for (const [name, value] of headers) lines.push(name, value);
  lines.push('content-length', String(Buffer.byteLength(body)));
  response.writeHead(status, lines);
  response.end(body);
  // The body that was put back, so that the request is over.
  request.resume();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
