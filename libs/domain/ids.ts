import { randomBytes, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';

/** Source of new identifiers and random secrets. Injected, so that tests can pin them. */
export abstract class Ids {
  /** A new UUID version 7 (RFC 9562): unique, and sorted by the time it was made. */
  abstract next(): string;
  /** A new UUID version 4, for what is not kept and never sorted, such as a request: Node has their random bits ready. */
  abstract nextRandom(): string;
  /** `bytes` random bytes from a cryptographic source, as base64url. */
  abstract secret(bytes: number): string;
}

/** Identifiers from the machine's random source. */
export class SystemIds extends Ids {
  override next(): string {
    return v7();
  }

  override nextRandom(): string {
    return randomUUID();
  }

  override secret(bytes: number): string {
    return randomBytes(bytes).toString('base64url');
  }
}
