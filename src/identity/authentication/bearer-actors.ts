import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/domain';
import type { Actor, StaffActor } from '../model/actor.js';
import { tokenPrefixes } from '../tokens/sealed-tokens.js';
import type { AccessClaims } from '../tokens/access-tokens.js';
import { AccountActors } from './account-actors.js';
import { OutsideActors } from './outside-actors.js';
import { ShortMemory } from './short-memory.js';

/** How old what we know of a caller's rights may be: closing an account ends everything within 5 seconds at the latest. */
const MAX_AGE_MS = 4_000;
const MOST_REMEMBERED = 20_000;
/** How long a signature is believed without a new check. It and the key stay as they are; expiry is looked at each time. */
const SIGNATURE_MS = 10 * 60_000;

/** Finds the actor behind a bearer token, of whichever kind it is. */
@Injectable()
export class BearerActors {
  readonly #memory: ShortMemory<Actor | undefined>;
  /** Staff by agent and log-in. Those who are at work are looked up together every few seconds: hundreds of single look-ups cost a third more CPU. */
  readonly #staff: ShortMemory<StaffActor | undefined>;
  /** What tokens with our signature say, by their digest. To check a signature costs a tenth of a short request. */
  readonly #claims: ShortMemory<AccessClaims | undefined>;
  readonly #visitors: ShortMemory<Actor | undefined>;

  constructor(
    private readonly clock: Clock,
    private readonly accounts: AccountActors,
    private readonly outside: OutsideActors,
  ) {
    this.#memory = new ShortMemory(clock, MAX_AGE_MS, MOST_REMEMBERED);
    this.#staff = new ShortMemory(clock, MAX_AGE_MS, MOST_REMEMBERED, (keys) => this.#staffOf(keys));
    this.#claims = new ShortMemory(clock, SIGNATURE_MS, MOST_REMEMBERED);
    this.#visitors = new ShortMemory(clock, MAX_AGE_MS, MOST_REMEMBERED);
  }

  /** The actor; undefined for a token that is not, or no longer, good. */
  async find(token: string): Promise<Actor | undefined> {
    const actor = await this.#found(token);
    return actor?.expiresAt && actor.expiresAt <= this.clock.now() ? undefined : actor;
  }

  /** Looks everything up anew that was remembered of a member of staff. */
  forgetAgent(agentId: string): void {
    this.#staff.forget(`${agentId}:`);
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
      const key = `${claims.agentId}:${claims.sessionId}`;
      const actor = await this.#staff.get(key, async () => (await this.#staffOf([key])).get(key));
      return actor && { ...actor, expiresAt: claims.expiresAt };
    }
    if (header?.typ === 'vt+jwt') return this.#visitors.get(digest(token), () => this.outside.visitor(token));
    if (header?.kid) return this.#memory.get(`website:${digest(token)}`, () => this.outside.vouched(token));
    return undefined;
  }

  /** Members of staff by `agent:log-in`. */
  async #staffOf(keys: readonly string[]): Promise<ReadonlyMap<string, StaffActor>> {
    const logIns = keys.map((key) => {
      const [agentId = '', sessionId = ''] = key.split(':');
      return { agentId, sessionId };
    });
    const found = await this.accounts.staff(logIns);
    return new Map(found.map((actor) => [`${actor.id}:${actor.sessionId}`, actor]));
  }
}

function digest(token: string): string {
  return hash('sha256', token, 'base64url');
}

type Header = { typ?: unknown; kid?: unknown } | undefined;

/** Nearly all tokens that come have the same header: that of our access tokens. */
let newest: { readonly text: string; readonly header: Header } = { text: '', header: undefined };

/** The header of a JSON Web Token, believed in nothing: it only tells which check to make. */
function headerOf(token: string): Header {
  const [text = '', , , ...more] = token.split('.');
  if (more.length > 0) return undefined;
  if (text !== newest.text) newest = { text, header: parsedHeader(text) };
  return newest.header;
}

function parsedHeader(text: string): Header {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
