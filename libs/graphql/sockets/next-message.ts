const [FIN_TEXT, LENGTH_16, LENGTH_64] = [0x81, 126, 127];

/** The `next` message of one result, for all subscriptions that get it: encoded once, whatever their ids are. */
export class NextMessage {
  /** All that follows the id. */
  readonly #rest: Buffer;
  #id: string | undefined;
  #frame: Buffer | undefined;

  /** @param payload JSON */
  constructor(payload: string) {
    this.#rest = Buffer.from(`,"type":"next","payload":${payload}}`);
  }

  /**
   * It as a whole frame for the subscription of this id. Hot path: many clients count from 1, so subscriptions in a row often have the
   * same id and get the same bytes; for others the bytes are copied once.
   */
  frameFor(id: string): Buffer {
    if (this.#frame && id === this.#id) return this.#frame;
    this.#id = id;
    return (this.#frame = textFrame(`{"id":${JSON.stringify(id)}`, this.#rest));
  }
}

/** A text of two parts, the second encoded already, as one frame of a server, not compressed (RFC 6455, 5.2). */
export function textFrame(start: string, rest: Buffer): Buffer {
  const startLength = Buffer.byteLength(start);
  const length = startLength + rest.length;
  const header = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FIN_TEXT;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(start, header);
  frame.set(rest, header + startLength);
  return frame;
}
