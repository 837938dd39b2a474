import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import type { ActorRef } from '@libs/domain';
import { Metrics } from '@libs/observability';
import {
  type ActorAllowance,
  type Allowance,
  networkOf,
  RateLimit,
  RequestLimits,
  requestLimitSettings,
  type RequestLimitSettings,
  SharedCounts,
  type SharedRateLimit,
} from '@libs/rate-limits';
import type { AskedOperation } from '../documents/asked-operation.js';
import { tooManyRequests } from './errors.js';

/** An answer counts as one request for every so many objects that it may have. */
const COST_OF_A_REQUEST = 1_000;
/** What cannot be parsed or validated costs us more than it costs its sender. */
const BAD_DOCUMENT_WEIGHT = 3;
const TABLE = 'request_count';

/** Who asks, as far as limits look at it. */
interface Caller {
  readonly actor: ActorRef;
  readonly credentials: { readonly address: string };
}

interface ActorLimits {
  readonly byAddress: boolean;
  readonly requests: SharedRateLimit;
  readonly writes: SharedRateLimit;
  readonly perAddress: SharedRateLimit | undefined;
}

/** Counts one use of an operation. */
type OperationCount = (person: string, network: string) => Promise<void>;

/**
 * The limits on requests: per person, per address and per operation, the same over HTTP and WebSocket. General ones are counted in
 * this process and shared with the others about once a second, so a request costs no round trip (measured: 2 µs of CPU for three limits).
 */
@Injectable()
export class Admission {
  readonly #address: SharedRateLimit;
  readonly #actors = new Map<string, ActorLimits>();
  readonly #operations = new Map<string, readonly OperationCount[]>();
  readonly #refused;

  constructor(
    private readonly database: Database,
    private readonly counts: SharedCounts,
    private readonly limits: RequestLimits,
    @Inject(requestLimitSettings.token) private readonly settings: RequestLimitSettings,
    metrics: Metrics,
  ) {
    this.#refused = metrics.counter('parley_refused_requests_total', 'Requests beyond a limit.', ['limit']);
    this.#address = this.#shared('address', { most: settings.requestsPerAddress, seconds: settings.seconds });
  }

  /** Counts a request of an address, before anything is done for it. @throws GraphQLError `RATE_LIMITED` */
  arrive(address: string): Promise<void> {
    return this.#count(this.#address, networkOf(address), 1);
  }

  /** Counts nothing. @throws GraphQLError `RATE_LIMITED` for a caller who has used up his requests and has to wait */
  checkWaiting(caller: Caller): void {
    const { requests, byAddress } = this.#limitsOf(caller.actor);
    const seconds = requests.blockedFor(keyOf(caller, byAddress));
    if (seconds > 0) throw this.#tooMany(requests, seconds);
  }

  /** Counts an operation, before anything of it runs. @throws GraphQLError `RATE_LIMITED` with `retryAfterSeconds` */
  async admit(caller: Caller, { type, fields }: AskedOperation, cost: number): Promise<void> {
    const { byAddress, requests, writes, perAddress } = this.#limitsOf(caller.actor);
    const network = networkOf(caller.credentials.address);
    const person = byAddress ? network : caller.actor.id;
    const weight = Math.max(1, fields.length, Math.ceil(cost / COST_OF_A_REQUEST));
    await this.#count(requests, person, weight);
    if (perAddress) await this.#count(perAddress, network, weight);
    if (type === 'mutation') await this.#count(writes, person, fields.length);
    for (const field of fields) {
      const limited = this.#countsOf(field);
      for (const count of limited) await count(person, network);
    }
  }

  /** Counts a document that could not be understood, or credentials that were not good. */
  async countBad(caller: Caller): Promise<void> {
    const { requests, byAddress } = this.#limitsOf(caller.actor);
    await requests.count(keyOf(caller, byAddress), BAD_DOCUMENT_WEIGHT);
  }

  async #count(limit: SharedRateLimit, key: string, points: number): Promise<void> {
    const seconds = await limit.count(key, points);
    if (seconds > 0) throw this.#tooMany(limit, seconds);
  }

  #tooMany(limit: SharedRateLimit, seconds: number): Error {
    this.#refused.inc({ limit: limit.allowance.name });
    return tooManyRequests(seconds);
  }

  #limitsOf({ kind }: ActorRef): ActorLimits {
    let limits = this.#actors.get(kind);
    if (!limits) {
      const allowance = this.limits.actors.get(kind) ?? this.#ofNobodyKnown();
      const { seconds } = this.settings;
      limits = {
        byAddress: allowance.countedBy === 'ADDRESS',
        requests: this.#shared(`${kind} requests`, { most: allowance.requests, seconds }),
        writes: this.#shared(`${kind} writes`, { most: allowance.writes, seconds }),
        perAddress: allowance.requestsPerAddress
          ? this.#shared(`${kind} address`, { most: allowance.requestsPerAddress, seconds })
          : undefined,
      };
      this.#actors.set(kind, limits);
    }
    return limits;
  }

  #ofNobodyKnown(): ActorAllowance {
    const requests = this.settings.anonymousRequestsPerAddress;
    return { countedBy: 'ADDRESS', requests, writes: requests };
  }

  #countsOf(field: string): readonly OperationCount[] {
    let counts = this.#operations.get(field);
    if (!counts) {
      const { perPerson, perAddress, isExact = false } = this.limits.operations.get(field) ?? {};
      counts = [
        ...(perPerson ? [this.#operationCount(`${field} person`, perPerson, isExact, 'PERSON')] : []),
        ...(perAddress ? [this.#operationCount(`${field} address`, perAddress, isExact, 'ADDRESS')] : []),
      ];
      this.#operations.set(field, counts);
    }
    return counts;
  }

  #operationCount(name: string, allowance: Allowance, isExact: boolean, by: 'PERSON' | 'ADDRESS'): OperationCount {
    const keyFor = (person: string, network: string): string => (by === 'PERSON' ? person : network);
    if (!isExact) {
      const limit = this.#shared(name, allowance);
      return (person, network) => this.#count(limit, keyFor(person, network), 1);
    }
    const points = this.#scaled(allowance.most);
    const limit = new RateLimit(this.database, { table: TABLE, name, points, seconds: allowance.seconds });
    return (person, network) =>
      limit.count(keyFor(person, network), (seconds) => {
        this.#refused.inc({ limit: name });
        return tooManyRequests(seconds);
      });
  }

  #shared(name: string, { most, seconds }: Allowance): SharedRateLimit {
    return this.counts.limit({ name, points: this.#scaled(most), seconds });
  }

  #scaled(most: number): number {
    return Math.max(1, Math.min(2_000_000_000, Math.round(most * this.settings.scale)));
  }
}

function keyOf({ actor, credentials }: Caller, byAddress: boolean): string {
  return byAddress ? networkOf(credentials.address) : actor.id;
}
