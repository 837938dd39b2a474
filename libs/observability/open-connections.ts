import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Knows every socket of the HTTP server, upgraded ones included, which Node's own `closeAllConnections` forgets. */
@Injectable()
export class OpenConnections implements OnApplicationBootstrap {
  private readonly sockets = new Set<Socket>();

  constructor(private readonly host: HttpAdapterHost) {}

  onApplicationBootstrap(): void {
    // a process without HTTP has no adapter
    const server = this.host.httpAdapter?.getHttpServer() as Server | undefined;
    server?.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** Cuts all of them and tells how many there were. */
  cut(): number {
    const count = this.sockets.size;
    for (const socket of this.sockets) socket.destroy();
    return count;
  }
}
