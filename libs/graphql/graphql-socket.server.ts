import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { execute, type ExecutionArgs, GraphQLError, subscribe } from 'graphql';
import { type Context, type SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import type { Express } from 'express';
import proxyAddress from 'proxy-addr';
import { WebSocketServer } from 'ws';
import { type ActorRef, Clock, Ids } from '@libs/domain';
import { currentRequestId, Metrics, runWithRequestId, ShutdownCoordinator, shutdownOrder } from '@libs/observability';
import { askedOperation } from './asked-operation.js';
import { type Cost, DocumentGate, MAX_ERRORS } from './document-gate.js';
import { type Credentials, Edge, type EdgeContext } from './edge.js';
import { maskError } from './errors.js';
import { graphqlSettings, type GraphqlSettings } from './graphql.settings.js';
import { closeCodes, OpenSockets } from './open-sockets.js';

const INIT_TIMEOUT_MS = 3_000;
const LONGEST_TIMER_MS = 2_147_483_647;

// A type, not an interface: graphql-ws wants an index signature.
type SocketExtra = {
  caller?: { actor: ActorRef; credentials: Credentials };
  forget?: () => void;
};

/** What is executed, with its cost, which the answer tells. */
interface JudgedArgs extends ExecutionArgs {
  cost: Cost;
}

type SocketContext = Context<Record<string, unknown>, Extra & SocketExtra>;

/** What the socket server needs of the process it runs in. */
@Injectable()
export class SocketTools {
  constructor(
    readonly clock: Clock,
    readonly ids: Ids,
    readonly shutdown: ShutdownCoordinator,
    readonly metrics: Metrics,
    readonly gate: DocumentGate,
  ) {}
}

/** GraphQL over WebSocket, by the graphql-ws protocol, on the same path, port and rules as HTTP. */
@Injectable()
export class GraphqlSocketServer implements OnApplicationBootstrap {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly schemas: GraphQLSchemaHost,
    private readonly edge: Edge,
    private readonly sockets: OpenSockets,
    @Inject(graphqlSettings.token) private readonly settings: GraphqlSettings,
    private readonly tools: SocketTools,
  ) {}

  onApplicationBootstrap(): void {
    const server = new WebSocketServer({ noServer: true, maxPayload: this.settings.maxFrameKilobytes * 1024 });
    const http = this.http.httpAdapter.getHttpServer() as import('node:http').Server;
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // A client may have gone again before the answer.
      socket.on('error', () => undefined);
      if (request.url?.split('?', 1)[0] !== '/graphql') return refuse(socket, 404, 'Not Found');
      if (!this.#originAllowed(request.headers.origin)) return refuse(socket, 403, 'Forbidden');
      server.handleUpgrade(request, socket, head, (client) => {
        server.emit('connection', client, request);
        // In place of graphql-ws's own, which prints a stack for every frame that is too large; ws closes the socket by itself.
        client.removeAllListeners('error').on('error', (error) => this.#log.debug(`A socket broke: ${error.message}`));
      });
    });
    this.tools.metrics.gauge('parley_open_sockets', 'WebSockets that are open now.', [], () => this.sockets.count);
    useServer<Record<string, unknown>, SocketExtra>(
      {
        connectionInitWaitTimeout: INIT_TIMEOUT_MS,
        // Else the reason with which a socket is closed shows the text of our error.
        isProd: true,
        onConnect: (context) => this.#connect(context),
        onClose: (context) => context.extra.forget?.(),
        onSubscribe: (context, _id, payload) => this.#prepare(context, payload),
        execute: (args) => runWithRequestId(requestIdOf(args), () => execute(args)),
        subscribe: (args) => runWithRequestId(requestIdOf(args), () => subscribe(args)),
        onError: (_context, _id, _payload, errors) =>
          errors.map((error) =>
            maskError(error.toJSON?.() ?? error, error, currentRequestId(), !this.settings.introspection),
          ),
        onNext: (_context, _id, _payload, args, result) => ({
          ...result,
          extensions: { ...result.extensions, cost: (args as JudgedArgs).cost },
          ...(result.errors && {
            errors: result.errors.map((error) =>
              maskError(error.toJSON(), error, requestIdOf(args), !this.settings.introspection),
            ),
          }),
        }),
      },
      server,
    );
    this.tools.shutdown.onShutdown(shutdownOrder.tellClients, 'web sockets', () =>
      this.sockets.closeAll('The server is stopping.'),
    );
  }

  async #connect(context: SocketContext): Promise<boolean> {
    const { request, socket } = context.extra;
    const given = context.connectionParams?.['authorization'] ?? context.connectionParams?.['Authorization'];
    const credentials: Credentials = {
      authorization: typeof given === 'string' ? given : request.headers.authorization,
      address: this.#addressOf(request),
      userAgent: request.headers['user-agent'],
    };
    let actor: ActorRef & { expiresAt?: Date };
    try {
      actor = await this.edge.authenticate(credentials);
    } catch (error) {
      // Clients come back by themselves after this close code, with growing pauses.
      if (isRateLimited(error)) socket.close(closeCodes.tryAgainLater, 'Too many requests.');
      // Answered with close code 4403, on which clients may come back with a fresh token.
      return false;
    }
    // Gone while we looked: it has been told closed already, and nobody would forget it again.
    if (socket.readyState !== socket.OPEN) return false;
    context.extra.caller = { actor, credentials };
    const forget = this.sockets.add(actor, socket);
    const expiry = actor.expiresAt && actor.expiresAt.getTime() - this.tools.clock.now().getTime();
    const timer =
      expiry === undefined
        ? undefined
        : setTimeout(
            () => socket.close(closeCodes.forbidden, 'The access token expired.'),
            Math.min(expiry, LONGEST_TIMER_MS),
          );
    context.extra.forget = () => {
      clearTimeout(timer);
      forget();
    };
    return true;
  }

  async #prepare(context: SocketContext, payload: SubscribePayload): Promise<JudgedArgs | readonly GraphQLError[]> {
    const { caller } = context.extra;
    if (!caller)
      return [new GraphQLError('The connection is not acknowledged.', { extensions: { code: 'UNAUTHENTICATED' } })];
    if (Object.keys(context.subscriptions).length > this.settings.maxSubscriptions)
      return [new GraphQLError('Too many subscriptions on one connection.', { extensions: { code: 'RATE_LIMITED' } })];
    const { actor, credentials } = caller;
    try {
      await this.edge.receive(actor, credentials);
    } catch (error) {
      return refusalOf(error);
    }
    const known = this.tools.gate.check(payload.query);
    if (!('document' in known)) {
      await this.edge.countBadDocument(actor, credentials);
      return known;
    }
    const judged = this.tools.gate.judge(known, payload.operationName, payload.variables);
    if (judged instanceof GraphQLError) {
      await this.edge.countBadDocument(actor, credentials);
      return [judged];
    }
    const edgeContext = this.edge.contextFor(caller.actor, caller.credentials, 'WEBSOCKET', this.tools.ids.next());
    try {
      await this.edge.admit(edgeContext, askedOperation(known.document, judged.operation), judged.cost.requested);
    } catch (error) {
      return refusalOf(error);
    }
    return {
      cost: judged.cost,
      options: { maxCoercionErrors: MAX_ERRORS },
      schema: this.schemas.schema,
      document: known.document,
      operationName: payload.operationName,
      variableValues: payload.variables,
      contextValue: edgeContext,
    };
  }

  /** The caller's address by the same rule as over HTTP: proxies in front are believed as far as the setting says. */
  #addressOf(request: IncomingMessage): string {
    const express = this.http.httpAdapter.getInstance<Express>();
    return proxyAddress(request, express.get('trust proxy fn') as (address: string, hop: number) => boolean);
  }

  #originAllowed(origin: string | undefined): boolean {
    // Programs send no Origin; browsers always do.
    return (
      origin === undefined || this.settings.allowedOrigins.some((allowed) => allowed === '*' || allowed === origin)
    );
  }
}

function requestIdOf(args: ExecutionArgs): string {
  return (args.contextValue as EdgeContext).requestId;
}

function isRateLimited(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'RATE_LIMITED';
}

/** The answer to an operation that was not admitted. @throws what is no refusal */
function refusalOf(error: unknown): readonly GraphQLError[] {
  if (error instanceof GraphQLError) return [error];
  throw error;
}

function refuse(socket: Duplex, status: number, text: string): void {
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
