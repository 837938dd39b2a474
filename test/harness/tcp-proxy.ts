import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What happens to one connection through the proxy. Everything can be asked for at any time, from a rule above all. */
export interface ProxiedConnection {
  /** Counts up from 1. */
  readonly id: number;
  /** Ends both sides at once (RST), as a crashed router does. */
  cut(): void;
  /**
   * Stops forwarding in both directions and keeps both sides open: a network that has died without a word. Nothing is lost; the
   * kernels keep what they were given until {@link heal}.
   */
  blackHole(): void;
  /** Ends {@link blackHole}. */
  heal(): void;
  /** Throws away all that the server says from now on. */
  swallowAnswers(): void;
  /** Throws away what the server says next, and then cuts: the work is done, and nobody is told. */
  swallowNextAnswerAndCut(): void;
  /** Holds up what both sides say by so many milliseconds from now on. */
  delay(ms: number): void;
  readonly isOpen: boolean;
}

/** Looks at what a client says, before it is forwarded; one call per chunk of TCP. */
export type ProxyRule = (connection: ProxiedConnection, said: Buffer) => void;

/** A TCP proxy in front of one server, which can be told to fail. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that are open now. */
  readonly connections: ReadonlySet<ProxiedConnection>;
  /** The rule for all that clients say from now on; undefined for none. */
  rule: ProxyRule | undefined;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/** The address that a URL of a server names, for {@link startTcpProxy}. */
export function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

/** The same URL with the proxy's port in place of the server's. */
export function through(proxy: TcpProxy, url: string): string {
  const changed = new URL(url);
  changed.hostname = '127.0.0.1';
  changed.port = String(proxy.port);
  return changed.href.replace(/\/$/, '');
}

/** Starts a proxy on a free port of 127.0.0.1. While the server refuses connections, so does the proxy: it cuts those it took. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const connections = new Set<ProxiedConnection>();
  let count = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const connection = new Connection((count += 1), client, connect({ ...target, allowHalfOpen: true }), {
      said: (chunk) => proxy.rule?.(connection, chunk),
      over: () => connections.delete(connection),
    });
    connections.add(connection);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: TcpProxy = {
    port: (server.address() as AddressInfo).port,
    connections,
    rule: undefined,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const connection of connections) connection.cut();
      await closed;
    },
  };
  return proxy;
}

class Connection implements ProxiedConnection {
  #delayMs = 0;
  #isDead = false;
  /** What had been taken from a socket when the hole opened. */
  #held: (() => void)[] = [];
  #answers: 'forwarded' | 'swallowed' | 'last' = 'forwarded';

  constructor(
    readonly id: number,
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly tell: { said(chunk: Buffer): void; over(): void },
  ) {
    for (const socket of [client, server]) socket.setNoDelay(true);
    client.on('data', (chunk: Buffer) => {
      tell.said(chunk);
      this.#forward(client, server, chunk);
    });
    server.on('data', (chunk: Buffer) => {
      if (this.#answers === 'last') this.cut();
      else if (this.#answers === 'forwarded') this.#forward(server, client, chunk);
    });
    this.#join(client, server);
    this.#join(server, client);
  }

  get isOpen(): boolean {
    return !this.client.destroyed && !this.server.destroyed;
  }

  cut(): void {
    for (const socket of [this.client, this.server]) {
      // A side that has already said its end cannot be reset: Node would keep its handle, and never come to its own end.
      if (socket.writableEnded) socket.destroy();
      else if (!socket.destroyed) socket.resetAndDestroy();
    }
    this.tell.over();
  }

  blackHole(): void {
    this.#isDead = true;
    this.client.pause();
    this.server.pause();
  }

  heal(): void {
    this.#isDead = false;
    for (const step of this.#held.splice(0)) step();
    this.client.resume();
    this.server.resume();
  }

  swallowAnswers(): void {
    this.#answers = 'swallowed';
  }

  swallowNextAnswerAndCut(): void {
    this.#answers = 'last';
  }

  delay(ms: number): void {
    this.#delayMs = ms;
  }

  #join(from: Socket, to: Socket): void {
    from.on('end', () => this.#later(() => to.end()));
    from.on('error', () => this.cut());
    from.on('close', () => {
      // What was said last shall still arrive; a side that is gone for good ends the other.
      if (from.readableAborted || from.errored) this.cut();
      else this.#later(() => to.end());
      if (!this.isOpen) this.tell.over();
    });
  }

  #forward(from: Socket, to: Socket, chunk: Buffer): void {
    this.#later(() => {
      if (to.destroyed || to.writableEnded || to.write(chunk)) return;
      from.pause();
      to.once('drain', () => {
        if (!this.#isDead) from.resume();
      });
    });
  }

  #later(step: () => void): void {
    const now = (): void => {
      if (this.#isDead) this.#held.push(step);
      else step();
    };
    if (this.#delayMs === 0) now();
    else setTimeout(now, this.#delayMs);
  }
}
