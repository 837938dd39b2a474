import { Inject, Injectable, Logger } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  OperationTypeNode,
} from 'graphql';
import type { Context, ServerOptions, SubscribePayload } from 'graphql-ws';
import { type ActorRef, Clock, Ids } from '@libs/domain';
import { currentRequestId, runWithRequestId } from '@libs/observability';
import { askedOperation } from '../asked-operation.js';
import { DocumentGate, type Judgement, MAX_ERRORS } from '../document-gate.js';
import { type Credentials, Edge } from '../edge.js';
import { variableFault } from '../limits/variables.js';
import { maskError } from '../errors.js';
import { graphqlSettings, type GraphqlSettings } from '../graphql.settings.js';
import { LiveOperation } from '../live-operation.js';
import { OpenSockets } from '../open-sockets.js';
import { type JudgedArgs, OpenResults, shownResult } from '../shared-results.js';
import { LiveStream, mapIterator } from '../stream.js';
import { type ClientSocket, closeCodes } from './client-socket.js';
import { socketSettings, type SocketSettings } from './socket.settings.js';

const MAX_ECHO_BYTES = 1_024;
const INIT_TIMEOUT_MS = 3_000;
const LONGEST_TIMER_MS = 2_147_483_647;

/** What belongs to one socket. A type, not an interface: graphql-ws wants an index signature. */
export type SocketExtra = {
  readonly client: ClientSocket;
  /** What the request for the socket showed; without the token once it has been checked: nothing needs it any more. */
  credentials: Credentials;
  isAccepted: boolean;
  actor?: ActorRef;
  /** Queries and mutations that run now. */
  running: number;
  forget?: () => void;
};

type SocketContext = Context<Record<string, unknown>, SocketExtra>;
type Refused = readonly GraphQLError[];
type SocketArgs = JudgedArgs & { readonly extra: SocketExtra };

/** What operations over sockets need of the process. */
@Injectable()
export class OperationTools {
  constructor(
    readonly clock: Clock,
    readonly ids: Ids,
    readonly gate: DocumentGate,
    @Inject(graphqlSettings.token) readonly settings: GraphqlSettings,
    @Inject(socketSettings.token) readonly socketSettings: SocketSettings,
  ) {}
}

/** What happens to the messages of graphql-ws: who connects, what may be executed, how results and errors look. */
@Injectable()
export class SocketOperations {
  readonly #log = new Logger('Sockets');
  readonly #results = new OpenResults();
  /** Calls back with the address of each socket that has been accepted. */
  onAccepted: (address: string) => void = () => undefined;

  constructor(
    private readonly edge: Edge,
    private readonly schemas: GraphQLSchemaHost,
    private readonly sockets: OpenSockets,
    private readonly tools: OperationTools,
  ) {}

  /** Number of live subscriptions. */
  get subscriptions(): number {
    return this.#results.users;
  }

  /** The options of graphql-ws. */
  get options(): ServerOptions<Record<string, unknown>, SocketExtra> {
    return {
      connectionInitWaitTimeout: INIT_TIMEOUT_MS,
      onConnect: (context) => this.#connect(context),
      onClose: (context) => context.extra.forget?.(),
      onPing: (_context, payload) => dropLargeEcho(payload),
      onSubscribe: (context, _id, payload) => this.#prepare(context, payload),
      execute: (args) => inRequest(args as SocketArgs, (own) => this.#execute(own)),
      subscribe: (args) => inRequest(args as SocketArgs, (own) => this.#subscribe(own)),
      onOperation: (context, id, _payload, args, result) =>
        (result as unknown) instanceof LiveStream
          ? new LiveOperation(
              result as unknown as LiveStream,
              args as JudgedArgs,
              id,
              context.extra.client,
              this.#results,
            )
          : undefined,
      onError: (_context, _id, _payload, errors) =>
        errors.map((error) =>
          maskError(error.toJSON?.() ?? error, error, currentRequestId(), !this.tools.settings.introspection),
        ),
      onNext: (_context, _id, _payload, args, result) => shownResult(result, args as JudgedArgs),
    };
  }

  async #connect(context: SocketContext): Promise<boolean> {
    const { client, credentials } = context.extra;
    const given = context.connectionParams?.['authorization'] ?? context.connectionParams?.['Authorization'];
    delete (context as { connectionParams?: unknown }).connectionParams;
    const authorization = typeof given === 'string' ? given : credentials.authorization;
    context.extra.credentials = { ...credentials, authorization: undefined };
    let actor: ActorRef & { expiresAt?: Date };
    try {
      actor = await this.edge.authenticate({ ...credentials, authorization });
    } catch (error) {
      // Only who is refused is told so, with 4403; when it is our fault, clients shall come back with what they have.
      if (isRateLimited(error)) client.close(closeCodes.tryAgain, 'Too many requests.');
      else if (!isRefusal(error)) {
        maskError({ message: '' }, error, this.tools.ids.next());
        client.close(closeCodes.tryAgain, 'Try again later.');
      }
      return false;
    }
    // Gone while we looked: it has been told closed already, and nobody would forget it again.
    if (!client.isOpen) return false;
    if (authorization !== undefined && this.sockets.countOf(actor) >= this.tools.socketSettings.maxPerCaller) {
      this.#log.warn(`${actor.kind} ${actor.id} has too many sockets open.`);
      client.close(closeCodes.tryAgain, 'You have too many connections open.');
      return false;
    }
    context.extra.actor = actor;
    context.extra.isAccepted = true;
    this.onAccepted(credentials.address);
    const forget = this.sockets.add(actor, client);
    const timer = this.#closeAtExpiry(actor, client);
    context.extra.forget = () => {
      clearTimeout(timer);
      forget();
    };
    return true;
  }

  #closeAtExpiry({ expiresAt }: { expiresAt?: Date }, client: ClientSocket): NodeJS.Timeout | undefined {
    if (!expiresAt) return undefined;
    const ms = Math.min(expiresAt.getTime() - this.tools.clock.now().getTime(), LONGEST_TIMER_MS);
    return setTimeout(() => client.close(closeCodes.forbidden, 'The access token expired.'), ms);
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
      options: { maxCoercionErrors: MAX_ERRORS },
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

function isRateLimited(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'RATE_LIMITED';
}

/** Whether the caller himself is the reason that he was not let in. */
function isRefusal(error: unknown): boolean {
  return error instanceof GraphQLError && ['UNAUTHENTICATED', 'FORBIDDEN'].includes(String(error.extensions['code']));
}

/** A pong repeats what the ping said; what is large, or nested deeper than JSON can be written, is not worth an answer. */
function dropLargeEcho(payload: Record<string, unknown> | undefined): void {
  if (payload && variableFault(payload, MAX_ECHO_BYTES)) for (const key of Object.keys(payload)) delete payload[key];
}
