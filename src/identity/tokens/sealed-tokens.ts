import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InstallationKeys } from './installation-keys.js';

/** The kinds of opaque tokens, by the prefix that tells them apart. */
export const tokenPrefixes = { refresh: 'prt', device: 'pdt', invitation: 'pin', service: 'pst' } as const;
type Kind = keyof typeof tokenPrefixes;

const LONGEST = 300;

/**
 * Opaque tokens `<prefix>_<part>.<part>.<seal>`, where the seal is an HMAC-SHA256 of the rest. The same parts give the same token,
 * so that an answer can be given again although no token is stored anywhere.
 */
@Injectable()
export class SealedTokens {
  constructor(private readonly keys: InstallationKeys) {}

  /** The token of these parts. Parts are ids and numbers: letters, digits, hyphens and underscores. */
  async seal(kind: Kind, ...parts: readonly (string | number)[]): Promise<string> {
    const text = `${tokenPrefixes[kind]}_${parts.join('.')}`;
    return `${text}.${await this.#mac(kind, text)}`;
  }

  /** The parts of a token of this kind that we made; undefined for everything else. */
  async open(kind: Kind, token: string): Promise<readonly string[] | undefined> {
    const end = token.lastIndexOf('.');
    const text = token.slice(0, end);
    if (token.length > LONGEST || end < 0 || !text.startsWith(`${tokenPrefixes[kind]}_`)) return undefined;
    if (!sameText(token.slice(end + 1), await this.#mac(kind, text))) return undefined;
    return text.slice(tokenPrefixes[kind].length + 1).split('.');
  }

  /** A secret that belongs to an id: the same whenever it is asked for, and not to be guessed without our key. */
  secretOf(purpose: string, id: string): Promise<string> {
    return this.#mac(purpose, id);
  }

  /** Stands for a secret where input is hashed and kept: equal for equal secrets, and worth nothing to whoever reads it. */
  proofOf(secret: string): Promise<string> {
    return this.#mac('proof', secret);
  }

  async #mac(purpose: string, text: string): Promise<string> {
    const key = await this.keys.keyFor(`sealed ${purpose}`);
    return createHmac('sha256', key).update(text).digest('base64url');
  }
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
