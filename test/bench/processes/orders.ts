import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the parent process wants of this one: its first message. */
export function takeOrders<T>(): Promise<T> {
  // Whoever has lost his parent has nothing to do.
  process.once('disconnect', () => process.exit(0));
  return nextOrder<T>();
}

/** The parent's next message. */
export function nextOrder<T>(): Promise<T> {
  return new Promise((resolve) => process.once('message', (message) => resolve(message as T)));
}

/** Tells the parent process something. */
export function report(message: object): void {
  process.send?.(message);
}

/** Listens on a free port of this machine alone, and tells the parent which. */
export function announce(server: Server): void {
  server.listen(0, '127.0.0.1', () => report({ port: (server.address() as AddressInfo).port }));
}
