import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Knows every socket of the HTTP server, upgraded ones included, which Node's own `closeAllConnections` forgets. */
@Injectable()
export class OpenConnections implements OnApplicationBootstrap {
  private readonly sockets = new Set<Socket>();
  private readonly upgraded = new Set<Duplex>();
  private readonly answering = new Set<ServerResponse>();
  private server: Server | undefined;
  private isDraining = false;

  constructor(private readonly host: HttpAdapterHost) {}

  onApplicationBootstrap(): void {
    // a process without HTTP has no adapter
    this.server = this.host.httpAdapter?.getHttpServer() as Server | undefined;
    const { sockets, upgraded } = this;
    // one listener for all: thousands of sockets stay open
    const forget = function (this: Socket): void {
      sockets.delete(this);
      upgraded.delete(this);
    };
    this.server?.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', forget);
    });
    this.server?.on('upgrade', (_request: IncomingMessage, socket: Duplex) => void upgraded.add(socket));
    // before whoever answers
    this.server?.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      if (this.isDraining) return endAfterwards(response);
      this.answering.add(response);
      response.once('close', () => this.answering.delete(response));
    });
  }

  /**
   * Lets every answer from now on be the last one of its connection (RFC 9112, 9.6): clients ask again elsewhere, and no request arrives
   * on a connection at the moment at which it is closed.
   */
  drain(): void {
    this.isDraining = true;
    for (const response of this.answering) endAfterwards(response);
  }

  /** Refuses sockets that want to be upgraded from now on: they come back to another process. */
  refuseUpgrades(): void {
    this.server?.removeAllListeners('upgrade');
    this.server?.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
  }

  /** Cuts the upgraded ones: clients that do not answer when they are told to go. */
  cutUpgraded(): void {
    for (const socket of this.upgraded) socket.destroy();
  }

  /** Cuts all of them and tells how many there were. */
  cut(): number {
    const count = this.sockets.size;
    for (const socket of this.sockets) socket.destroy();
    return count;
  }
}

function endAfterwards(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
