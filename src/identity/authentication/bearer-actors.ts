import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/domain';
import type { Actor } from '../model/actor.js';
import { tokenPrefixes } from '../tokens/sealed-tokens.js';
import type { AccessClaims } from '../tokens/access-tokens.js';
import { AccountActors } from './account-actors.js';
import { OutsideActors } from './outside-actors.js';
import { ShortMemory } from './short-memory.js';

/** How old what we know of a caller's rights may be: closing an account ends everything within 5 seconds at the latest. */
const MAX_AGE_MS = 4_000;
const MOST_REMEMBERED = 20_000;

/** Finds the actor behind a bearer token, of whichever kind it is. */
@Injectable()
export class BearerActors {
  readonly #memory: ShortMemory<Actor | undefined>;
  /** What tokens with our signature say, by their digest. To check a signature costs a tenth of a short request; expiry is checked each time. */
  readonly #claims: ShortMemory<AccessClaims | undefined>;
  readonly #visitors: ShortMemory<Actor | undefined>;

  constructor(
    private readonly clock: Clock,
    private readonly accounts: AccountActors,
    private readonly outside: OutsideActors,
  ) {
    this.#memory = new ShortMemory(clock, MAX_AGE_MS, MOST_REMEMBERED);
    this.#claims = new ShortMemory(clock, MAX_AGE_MS, MOST_REMEMBERED);
    this.#visitors = new ShortMemory(clock, MAX_AGE_MS, MOST_REMEMBERED);
  }

  /** The actor; undefined for a token that is not, or no longer, good. */
  async find(token: string): Promise<Actor | undefined> {
    const actor = await this.#found(token);
    return actor?.expiresAt && actor.expiresAt <= this.clock.now() ? undefined : actor;
  }

  /** Looks everything up anew that was remembered of a member of staff. */
  forgetAgent(agentId: string): void {
    this.#memory.forget(`agent:${agentId}:`);
  }

  /** Looks everything up anew that was remembered of a machine. */
  forgetService(serviceTokenId: string): void {
    this.#memory.forget(`service:${serviceTokenId}:`);
  }

  /** Looks everything up anew that was remembered of people for whom websites vouch. */
  forgetVouched(): void {
    this.#memory.forget('website:');
  }

  async #found(token: string): Promise<Actor | undefined> {
    if (token.startsWith(`${tokenPrefixes.service}_`)) {
      const id = this.accounts.serviceIdOf(token);
      if (!id) return undefined;
      return this.#memory.get(`service:${id}:${digest(token)}`, () => this.accounts.service(token));
    }
    const header = headerOf(token);
    if (header?.typ === 'at+jwt') {
      const claims = await this.#claims.get(digest(token), () => this.accounts.staffClaims(token));
      if (!claims) return undefined;
      const key = `agent:${claims.agentId}:${claims.sessionId}`;
      const actor = await this.#memory.get(key, () => this.accounts.staff(claims));
      return actor && { ...actor, expiresAt: claims.expiresAt };
    }
    if (header?.typ === 'vt+jwt') return this.#visitors.get(digest(token), () => this.outside.visitor(token));
    if (header?.kid) return this.#memory.get(`website:${digest(token)}`, () => this.outside.vouched(token));
    return undefined;
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** The header of a JSON Web Token, believed in nothing: it only tells which check to make. */
function headerOf(token: string): { typ?: unknown; kid?: unknown } | undefined {
  const [header = '', , , ...more] = token.split('.');
  if (more.length > 0) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
