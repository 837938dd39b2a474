import type { IncomingMessage } from 'node:http';

/**
 * Reads the body of a request and puts it back, so that whoever gets the request next reads it as if nothing had been. Nobody is called
 * when the caller goes away before the body is complete.
 * @param length of the body in bytes, as the request announces it; Node takes care that there is no more
 */
export function readQuietly(request: IncomingMessage, length: number, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let got = 0;
  const take = (): void => {
    for (let chunk = request.read() as Buffer | null; chunk !== null; chunk = request.read() as Buffer | null) {
      chunks.push(chunk);
      got += chunk.length;
    }
    if (got < length) return;
    request.removeListener('readable', take);
    const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    // In the same turn, before the stream says that it has ended.
    request.unshift(body);
    done(body);
  };
  request.on('readable', take);
}
