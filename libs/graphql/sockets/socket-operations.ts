import { Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  OperationTypeNode,
} from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import { currentRequestId, runWithRequestId } from '@libs/observability';
import { askedOperation } from '../documents/asked-operation.js';
import { type DocumentGate, type Judgement, MAX_ERRORS } from '../documents/document-gate.js';
import { Edge } from '../requests/edge.js';
import { variableFault } from '../documents/limits/variables.js';
import { maskError } from '../requests/errors.js';
import { type JudgedArgs, OpenResults, shownResult } from './shared-results.js';
import { LiveStream, mapIterator } from './stream.js';
import { OperationTools, SocketConnections, type SocketContext, type SocketExtra } from './socket-connections.js';
import { SocketSubscription } from './socket-subscription.js';

const MAX_ECHO_BYTES = 1_024;
const OPTIONS = { maxCoercionErrors: MAX_ERRORS };

type Refused = readonly GraphQLError[];
type SocketArgs = JudgedArgs & { readonly extra: SocketExtra };

/** What happens to the messages of graphql-ws: what may be executed, how results and errors look. */
@Injectable()
export class SocketOperations {
  readonly #results = new OpenResults();

  constructor(
    private readonly edge: Edge,
    private readonly schemas: GraphQLSchemaHost,
    readonly connections: SocketConnections,
    private readonly tools: OperationTools,
  ) {}

  /** Number of live subscriptions. */
  get subscriptions(): number {
    return this.#results.users;
  }

  /** The options of graphql-ws. */
  get options(): ServerOptions<Record<string, unknown>, SocketExtra> {
    return {
      // ClientSocket looks after that: graphql-ws would keep its timer as long as the socket.
      connectionInitWaitTimeout: 0,
      onConnect: (context) => this.connections.connect(context),
      onClose: ({ extra }) => this.connections.forget(extra),
      onPing: (_context, payload) => dropLargeEcho(payload),
      onSubscribe: (context, _id, payload) => this.#prepare(context, payload),
      execute: (args) => inRequest(args as SocketArgs, (own) => this.#execute(own)),
      subscribe: (args) => inRequest(args as SocketArgs, (own) => this.#subscribe(own)),
      onOperation: (context, id, _payload, args, result) =>
        (result as unknown) instanceof LiveStream
          ? SocketSubscription.takeOver(result as unknown as LiveStream, args as JudgedArgs, id, context, this.#results)
          : undefined,
      onError: (_context, _id, _payload, errors) =>
        errors.map((error) =>
          maskError(error.toJSON?.() ?? error, error, currentRequestId(), !this.tools.settings.introspection),
        ),
      onNext: (_context, _id, _payload, args, result) =>
        shownResult(result, args as JudgedArgs, (args as JudgedArgs).contextValue.requestId),
    };
  }

  async #prepare({ extra, subscriptions }: SocketContext, payload: SubscribePayload): Promise<SocketArgs | Refused> {
    const { gate, settings, socketSettings: limits, ids } = this.tools;
    if (!extra.actor) return [refusal('The connection is not acknowledged.', 'UNAUTHENTICATED')];
    if (Object.keys(subscriptions).length > settings.maxSubscriptions)
      return [refusal('Too many subscriptions on one connection.', 'RATE_LIMITED')];
    const { actor, credentials } = extra;
    try {
      await this.edge.receive(actor, credentials);
    } catch (error) {
      return refusalOf(error);
    }
    const judged = judge(gate, payload);
    if (!('cost' in judged)) {
      await this.edge.countBadDocument(actor, credentials);
      return judged;
    }
    const { document, operation, cost } = judged;
    const context = this.edge.contextFor(actor, credentials, 'WEBSOCKET', ids.next());
    const runs = operation.operation !== OperationTypeNode.SUBSCRIPTION;
    if (runs && extra.running >= limits.maxRunning)
      return [refusal('Too many operations at once on one connection.', 'RATE_LIMITED')];
    if (runs) extra.running += 1;
    try {
      await this.edge.admit(context, askedOperation(document, operation), cost.requested);
    } catch (error) {
      if (runs) extra.running -= 1;
      return refusalOf(error);
    }
    return {
      operation,
      cost,
      options: OPTIONS,
      hidesSchema: !settings.introspection,
      schema: this.schemas.schema,
      document,
      operationName: payload.operationName,
      variableValues: payload.variables,
      contextValue: context,
      extra,
    };
  }

  async #execute(args: SocketArgs): Promise<ExecutionResult> {
    try {
      return await execute(args);
    } finally {
      args.extra.running -= 1;
    }
  }

  async #subscribe(args: SocketArgs): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
    const source = await createSourceEventStream(args);
    // Live streams are taken over by onOperation; others are executed item by item, as graphql-js does it.
    if (!isStream(source)) return source;
    if (source instanceof LiveStream) return source as LiveStream<object, ExecutionResult>;
    return mapIterator(source[Symbol.asyncIterator](), async (rootValue) => execute({ ...args, rootValue }));
  }
}

function inRequest<T>(args: SocketArgs, work: (args: SocketArgs) => T): T {
  return runWithRequestId(args.contextValue.requestId, () => work(args));
}

/** The operation that a message asks for, or what is wrong with it. */
function judge(
  gate: DocumentGate,
  payload: SubscribePayload,
): (Judgement & { readonly document: DocumentNode }) | Refused {
  // As Apollo answers it over HTTP: what is asked for is said in full.
  if (payload.extensions?.['persistedQuery'])
    return [refusal('PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED')];
  const known = gate.check(payload.query);
  if (!('document' in known)) return known;
  const judgement = gate.judge(known, payload.operationName, payload.variables);
  // graphql-ws keeps the message as long as the operation runs: thousands of subscriptions shall keep one text.
  (payload as { query: string }).query = known.source;
  return judgement instanceof GraphQLError ? [judgement] : { ...judgement, document: known.document };
}

function isStream(source: ExecutionResult | AsyncIterable<unknown>): source is AsyncIterable<unknown> {
  return Symbol.asyncIterator in source;
}

/** The answer to an operation that was not admitted. @throws what is no refusal */
function refusalOf(error: unknown): Refused {
  if (error instanceof GraphQLError) return [error];
  throw error;
}

function refusal(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** A pong repeats what the ping said; what is large, or nested deeper than JSON can be written, is not worth an answer. */
function dropLargeEcho(payload: Record<string, unknown> | undefined): void {
  if (payload && variableFault(payload, MAX_ECHO_BYTES)) for (const key of Object.keys(payload)) delete payload[key];
}
