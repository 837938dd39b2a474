import { Refusal } from '@libs/domain';

/** Log-in refused. The same for an unknown address, a wrong password and a closed account, so that none can be told apart. */
export class WrongCredentials extends Refusal {
  constructor() {
    super('WrongCredentials', 'The email address or the password is wrong.');
  }
}

/** Too many attempts to log in. @param retryAfterSeconds at least 1 */
export class TooManyAttempts extends Refusal {
  constructor(retryAfterSeconds: number) {
    super('TooManyAttempts', 'There were too many attempts. Wait before you try again.', { retryAfterSeconds });
  }
}

/** A refresh token that cannot be used: forged, used before, too old, or of a log-in that ended. Log in again. */
export class InvalidRefreshToken extends Refusal {
  constructor() {
    super('InvalidRefreshToken', 'This refresh token cannot be used. Log in again.');
  }
}

/** An invitation that cannot be accepted: forged, accepted before, too old, or replaced by a newer one. */
export class InvalidInvitation extends Refusal {
  constructor() {
    super('InvalidInvitation', 'This invitation cannot be accepted. Ask for a new one.');
  }
}

/** A one-time code that cannot be exchanged: unknown, used before or too old. */
export class InvalidLogInCode extends Refusal {
  constructor() {
    super('InvalidLogInCode', 'This code cannot be used. Log in again.');
  }
}

/** Another account has this email address. */
export class EmailTaken extends Refusal {
  constructor() {
    super('EmailTaken', 'There is an account with this email address.', { field: 'email' });
  }
}

/** Without this account nobody could manage the organisation any more. */
export class LastAdmin extends Refusal {
  constructor() {
    super('LastAdmin', 'This is the last open account with the role ADMIN.');
  }
}

/** The account is closed and cannot be changed. */
export class AccountIsClosed extends Refusal {
  constructor() {
    super('AccountIsClosed', 'This account is closed.');
  }
}
