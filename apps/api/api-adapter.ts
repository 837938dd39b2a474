import { createServer, type IncomingMessage } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';

/** Express on a server with options: Nest gives its own none. */
export class ApiAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    this.setHttpServer(createServer({ shouldUpgradeCallback: asksForWebSocket }, this.getInstance()));
  }
}

/**
 * Whether a request is handed to `upgrade`. Any other `Upgrade` is ignored (RFC 9110, section 7.8), e.g. the `h2c` that curl and Java clients
 * offer with their first request: it is answered over HTTP/1.1. Node looks at this from 24.9 on.
 */
function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}
