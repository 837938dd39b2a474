import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { networkOf, RateLimit } from '@libs/rate-limits';
import { identitySettings, type IdentitySettings } from '../identity.config.js';
import { TooManyAttempts } from '../identity.refusals.js';
import { SealedTokens } from '../tokens/sealed-tokens.js';

/** One attempt to prove who one is. */
export interface Attempt {
  readonly email: string;
  readonly address: string;
  /** Id of a device that the account's owner has used before, or undefined. */
  readonly knownDevice: string | undefined;
}

/**
 * Counts attempts to log in, right or wrong, one by one: aliases and further root fields of one request count each. The counts are in
 * PostgreSQL, for all processes together, and run on the machine's own clock.
 *
 * Unknown devices share three buckets: account + address, address, account. A device from which the owner has signed in before has a
 * bucket of its own, so that an attacker who fills the others does not lock him out.
 */
@Injectable()
export class LogInAttempts {
  readonly #own: RateLimit;
  readonly #address: RateLimit;
  readonly #email: RateLimit;

  constructor(
    database: Database,
    private readonly sealed: SealedTokens,
    @Inject(identitySettings.token) settings: IdentitySettings,
  ) {
    const table = 'log_in_attempt';
    const seconds = settings.attemptMinutes * 60;
    this.#own = new RateLimit(database, { table, name: 'own', points: settings.attemptsPerEmailAndAddress, seconds });
    this.#address = new RateLimit(database, { table, name: 'address', points: settings.attemptsPerAddress, seconds });
    this.#email = new RateLimit(database, {
      table,
      name: 'email',
      points: settings.attemptsPerEmailAndDay,
      seconds: 86_400,
    });
  }

  /**
   * Counts an attempt, before anything is checked.
   * @throws TooManyAttempts when one of its buckets is used up
   */
  async count(attempt: Attempt): Promise<void> {
    for (const [limit, key] of await this.#bucketsOf(attempt))
      await limit.count(key, (seconds) => new TooManyAttempts(seconds));
  }

  /** Takes back what an attempt that succeeded has used: people who sign in often are no attackers. */
  async succeeded(attempt: Attempt): Promise<void> {
    const [own, ...others] = await this.#bucketsOf(attempt);
    if (own) await own[0].forget(own[1]);
    for (const [limit, key] of others) await limit.giveBack(key);
  }

  async #bucketsOf({ email, address, knownDevice }: Attempt): Promise<[RateLimit, string][]> {
    // Hashed: whoever reads the table learns no addresses, and no key is too long.
    const key = (...parts: string[]): Promise<string> => this.sealed.secretOf('attempt', parts.join(' '));
    if (knownDevice) return [[this.#own, await key('device', knownDevice, email)]];
    const network = networkOf(address);
    return [
      [this.#own, await key('from', network, email)],
      [this.#address, await key(network)],
      [this.#email, await key(email)],
    ];
  }
}
