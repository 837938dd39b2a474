import { callbackify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Strategy as LocalStrategy } from 'passport-local';
import { Database } from '@libs/database';
import { SealedTokens } from '../tokens/sealed-tokens.js';
import { LogInAttempts } from './log-in-attempts.js';
import { Passports } from './passports.js';
import { Passwords } from './passwords.js';

const LOCAL = 'local';

const ACCOUNT = `select id, password_hash as "passwordHash" from agent where email = $1 and status = 'OPEN'`;

/** What somebody presents who signs in with a password. */
export interface PasswordLogIn {
  /** In the form of {@link emailAddress}. */
  readonly email: string;
  readonly password: string;
  readonly address: string;
  /** Token of the device, from an earlier log-in. */
  readonly deviceToken?: string | null | undefined;
}

/** Who signed in, and on which remembered device. */
export interface Recognised {
  readonly agentId: string;
  readonly deviceId: string | undefined;
  /** The hash that the password fitted: whoever signs him in makes sure that it is still his. */
  readonly passwordHash: string;
}

/** Signing in with email address and password, as a strategy of passport. */
@Injectable()
export class PasswordStrategy {
  constructor(
    private readonly passports: Passports,
    private readonly database: Database,
    private readonly attempts: LogInAttempts,
    private readonly passwords: Passwords,
    private readonly sealed: SealedTokens,
  ) {
    const check = callbackify((logIn: PasswordLogIn) => this.#check(logIn));
    passports.use(
      LOCAL,
      new LocalStrategy({ usernameField: 'email', passReqToCallback: true }, (request, _email, _password, done) => {
        check(request.body as PasswordLogIn, done);
      }),
    );
  }

  /**
   * Who it is; undefined for an unknown address, a wrong password and a closed account alike, at the same cost.
   * @throws TooManyAttempts
   */
  recognise(logIn: PasswordLogIn): Promise<Recognised | undefined> {
    return this.passports.attempt<Recognised>(LOCAL, { body: logIn });
  }

  async #check({ email, password, address, deviceToken }: PasswordLogIn): Promise<Recognised | undefined> {
    const account = await this.database.row<{ id: string; passwordHash: string | null }>(ACCOUNT, [email]);
    const [deviceId, ownerId] = (deviceToken && (await this.sealed.open('device', deviceToken))) || [];
    const knownDevice = account && ownerId === account.id ? deviceId : undefined;
    const attempt = { email, address, knownDevice };
    await this.attempts.count(attempt);
    const passwordHash = account?.passwordHash;
    if (!(await this.passwords.fits(passwordHash, password)) || !account || !passwordHash) return undefined;
    await this.attempts.succeeded(attempt);
    return { agentId: account.id, deviceId: knownDevice, passwordHash };
  }
}
