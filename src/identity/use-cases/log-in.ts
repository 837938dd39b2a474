import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type ActorRef, type Command } from '@libs/domain';
import { checkPassword } from '../authentication/passwords.js';
import { PasswordStrategy } from '../authentication/password.strategy.js';
import { WrongCredentials } from '../identity.refusals.js';
import { emailAddress } from '../model/email-address.js';
import type { LogInGeneration } from '../tokens/log-in-tokens.js';
import { SealedTokens } from '../tokens/sealed-tokens.js';
import { OpenSession } from './open-session.js';

interface Input {
  readonly email: string;
  readonly password: string;
  readonly deviceToken?: string | null;
}

/** Locked, so that a change of the password ends this log-in too: it comes wholly before or wholly after. */
const STILL_FITS = `
select id from agent where id = $1 and password_hash = $2 and status = 'OPEN' for share`;

/** Where a log-in comes from. */
export interface Caller {
  readonly address: string;
  readonly userAgent: string | undefined;
}

/** A member of staff logs in with email address and password. */
@Injectable()
export class LogIn {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly passwords: PasswordStrategy,
    private readonly sealed: SealedTokens,
    private readonly openSession: OpenSession,
  ) {}

  /** @throws WrongCredentials, TooManyAttempts; InvalidInput for what can be neither address nor password */
  async execute(command: Command<Input, ActorRef>, caller: Caller): Promise<LogInGeneration> {
    const { password, deviceToken } = command.input;
    const email = emailAddress('email', command.input.email);
    checkPassword('password', password);
    // Outside the transaction: no connection waits while a password is hashed.
    const recognised = await this.passwords.recognise({ email, password, address: caller.address, deviceToken });
    // Client keys of people who have not signed in are kept apart by whom they say they are; the password itself is never kept.
    const actor = { kind: 'ANONYMOUS', id: await this.sealed.proofOf(email) };
    const input = { email, password: await this.sealed.proofOf(password), deviceToken };
    return this.unit.run({ ...command, actor, input }, async (tx) => {
      if (!recognised) throw new WrongCredentials();
      const { agentId, deviceId, passwordHash } = recognised;
      if (!(await tx.sql.row(STILL_FITS, [agentId, passwordHash]))) throw new WrongCredentials();
      return this.openSession.within(tx, { agentId, deviceId, userAgent: caller.userAgent });
    });
  }
}
