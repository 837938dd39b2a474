import { WebSocket } from 'ws';

/** Who hears what happens on a WebSocket. */
export interface SocketHolder {
  heardPong(): void;
  heardPing(data: Buffer): void;
  heardMessage(data: Buffer): void;
  hasClosed(code: number, reason: string): void;
}

/** The WebSocket of `ws`, which knows who holds it: so thousands have the same four listeners, not four functions each. */
export class HeldSocket extends WebSocket {
  holder: SocketHolder | undefined = undefined;

  /** Tells this holder from now on. Called once. */
  holdBy(holder: SocketHolder): void {
    this.holder = holder;
    this.on('pong', onPong).on('ping', onPing).on('message', onMessage).on('close', onClose);
  }
}

function onPong(this: WebSocket): void {
  holderOf(this)?.heardPong();
}

function onPing(this: WebSocket, data: Buffer): void {
  holderOf(this)?.heardPing(data);
}

function onMessage(this: WebSocket, data: Buffer): void {
  holderOf(this)?.heardMessage(data);
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  holderOf(this)?.hasClosed(code, reason.toString());
}

function holderOf(socket: WebSocket): SocketHolder | undefined {
  return (socket as HeldSocket).holder;
}
