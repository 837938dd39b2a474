import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express } from 'express';
import { handleProtocols, makeServer, type Server } from 'graphql-ws';
import proxyAddress from 'proxy-addr';
import { WebSocketServer } from 'ws';
import { Metrics, ShutdownCoordinator, shutdownOrder } from '@libs/observability';
import { graphqlSettings, type GraphqlSettings } from '../graphql.settings.js';
import { OpenSockets } from './open-sockets.js';
import { ClientSocket, type SocketHost } from './client-socket.js';
import { HeldSocket } from './held-socket.js';
import { SocketAdmission } from './socket-admission.js';
import type { Credentials } from '../requests/edge.js';
import type { SocketExtra } from './socket-connections.js';
import { SocketOperations } from './socket-operations.js';
import { SocketWatch } from './socket-watch.js';
import { socketSettings, type SocketSettings } from './socket.settings.js';

/** Whoever is not let in for now is told to come back after so many seconds. */
const RETRY_AFTER_S = 10;

/** What the socket server needs of the process it runs in. */
@Injectable()
export class SocketTools {
  constructor(
    readonly shutdown: ShutdownCoordinator,
    readonly metrics: Metrics,
    readonly sockets: OpenSockets,
    @Inject(graphqlSettings.token) readonly settings: GraphqlSettings,
    @Inject(socketSettings.token) readonly limits: SocketSettings,
  ) {}
}

const ignore = (): void => undefined;

/** GraphQL over WebSocket, by the graphql-ws protocol, on the same path, port and rules as HTTP. */
@Injectable()
export class GraphqlSocketServer implements OnApplicationBootstrap {
  readonly #log = new Logger('Sockets');
  readonly #admission: SocketAdmission;
  readonly #watch: SocketWatch;
  readonly #refused;
  readonly #host: SocketHost;
  // One function for all sockets: thousands are open, and each keeps its listeners. `once` would keep three objects for each.
  readonly #noteBroken = (error: Error): void => this.#log.debug(`A socket broke: ${error.message}`);

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly operations: SocketOperations,
    private readonly tools: SocketTools,
  ) {
    const { metrics, limits, sockets } = tools;
    this.#admission = new SocketAdmission(limits);
    this.#watch = new SocketWatch(limits);
    this.#refused = metrics.counter('parley_sockets_refused_total', 'WebSockets that were not let in.', ['reason']);
    const slow = metrics.counter('parley_sockets_slow_total', 'WebSockets that were closed for reading too slowly.');
    this.#host = { limits, onSlow: () => slow.inc(), onClosed: (client) => this.#watch.delete(client) };
    const gauge = (name: string, help: string, read: () => number) => metrics.gauge(name, help, [], read);
    gauge('parley_open_sockets', 'WebSockets that are open and accepted now.', () => sockets.count);
    gauge('parley_silent_sockets', 'WebSockets that have not been accepted yet.', () => this.#admission.silent);
    gauge('parley_socket_buffered_bytes', 'Bytes that wait for clients to read.', () => this.#watch.buffered);
    gauge('parley_live_subscriptions', 'Live subscriptions over WebSocket.', () => operations.subscriptions);
  }

  onApplicationBootstrap(): void {
    const { settings, limits, shutdown, sockets } = this.tools;
    const maxPayload = settings.maxFrameKilobytes * 1024;
    const options = { noServer: true, clientTracking: false, autoPong: false, WebSocket: HeldSocket };
    const server = new WebSocketServer({ ...options, maxPayload, handleProtocols });
    const protocol = makeServer(this.operations.options);
    this.operations.connections.onAccepted = (address) => this.#admission.accepted(address);
    const http = this.http.httpAdapter.getHttpServer() as HttpServer;
    http.on('upgrade', (request: IncomingMessage, wire: Socket, head: Buffer) => {
      // A client may have gone again before the answer.
      wire.on('error', ignore);
      if (request.url?.split('?', 1)[0] !== '/graphql') return this.#refuse(wire, 'path', '404 Not Found');
      if (!this.#originAllowed(request.headers.origin)) return this.#refuse(wire, 'origin', '403 Forbidden');
      if (shutdown.isShuttingDown) return this.#refuse(wire, 'stopping', '503 Service Unavailable');
      if (this.#watch.count >= limits.maxOpen) return this.#refuse(wire, 'full', '503 Service Unavailable');
      const address = this.#addressOf(request);
      if (!this.#admission.enter(address)) return this.#refuse(wire, 'address', '429 Too Many Requests');
      const { authorization, 'user-agent': userAgent } = request.headers;
      const credentials = { authorization, address, userAgent };
      const left = (): void => this.#admission.left(address, false);
      wire.on('close', left);
      server.handleUpgrade(request, wire, head, (socket) => {
        wire.off('close', left);
        this.#serve(protocol, socket, wire, credentials);
      });
    });
    shutdown.onShutdown(shutdownOrder.tellClients, 'web sockets', () => sockets.closeAll('The server is stopping.'));
    shutdown.onShutdown(shutdownOrder.flush, 'looking after web sockets', () => this.#watch.stop());
  }

  #serve(protocol: Server<SocketExtra>, socket: HeldSocket, wire: Socket, credentials: Credentials): void {
    // ws closes a socket that breaks by itself.
    socket.on('error', this.#noteBroken);
    const client = new ClientSocket(socket, wire, this.#host);
    this.#watch.add(client);
    const extra: SocketExtra = { client, credentials, actor: undefined, running: 0 };
    const closed = protocol.opened(client, extra);
    client.onClose((code, reason) => {
      this.#admission.left(extra.credentials.address, extra.actor !== undefined);
      return closed(code, reason);
    });
  }

  #refuse(wire: Socket, reason: string, status: string): void {
    this.#refused.inc({ reason });
    const later = status.startsWith('4') && !status.startsWith('429') ? '' : `Retry-After: ${RETRY_AFTER_S}\r\n`;
    wire.end(`HTTP/1.1 ${status}\r\n${later}Connection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  /** The caller's address by the same rule as over HTTP: proxies in front are believed as far as the setting says. */
  #addressOf(request: IncomingMessage): string {
    const express = this.http.httpAdapter.getInstance<Express>();
    return proxyAddress(request, express.get('trust proxy fn') as (address: string, hop: number) => boolean);
  }

  #originAllowed(origin: string | undefined): boolean {
    const { allowedOrigins } = this.tools.settings;
    // Programs send no Origin; browsers always do.
    return origin === undefined || allowedOrigins.some((allowed) => allowed === '*' || allowed === origin);
  }
}
