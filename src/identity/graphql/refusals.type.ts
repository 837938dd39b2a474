import { Field, Int, ObjectType } from '@nestjs/graphql';
import { RefusalType } from '@libs/graphql';

@ObjectType('WrongCredentials', {
  implements: () => [RefusalType],
  description: 'The address is unknown, the password is wrong or the account is closed: all three answer alike.',
})
export class WrongCredentialsType extends RefusalType {}

@ObjectType('TooManyAttempts', {
  implements: () => [RefusalType],
  description: 'There were too many attempts to log in, right or wrong.',
})
export class TooManyAttemptsType extends RefusalType {
  @Field(() => Int, { description: 'Seconds to wait before the next attempt, at least 1.' })
  retryAfterSeconds: number;
}

@ObjectType('InvalidRefreshToken', {
  implements: () => [RefusalType],
  description: 'The refresh token is forged, was used before, is too old, or its log-in has ended. Log in again.',
})
export class InvalidRefreshTokenType extends RefusalType {}

@ObjectType('InvalidInvitation', {
  implements: () => [RefusalType],
  description: 'The invitation is forged, was accepted before, is too old, or a newer one replaced it.',
})
export class InvalidInvitationType extends RefusalType {}

@ObjectType('InvalidLogInCode', {
  implements: () => [RefusalType],
  description: 'The one-time code is unknown, was used before or is too old. Log in again.',
})
export class InvalidLogInCodeType extends RefusalType {}

@ObjectType('EmailTaken', {
  implements: () => [RefusalType],
  description: 'Another account has this email address.',
})
export class EmailTakenType extends RefusalType {
  @Field(() => String, { description: 'Path of the input field at fault.' })
  field: string;
}

@ObjectType('LastAdmin', {
  implements: () => [RefusalType],
  description: 'Without this account nobody could manage the organisation any more.',
})
export class LastAdminType extends RefusalType {}

@ObjectType('AccountIsClosed', {
  implements: () => [RefusalType],
  description: 'The account is closed and cannot be changed.',
})
export class AccountIsClosedType extends RefusalType {}
