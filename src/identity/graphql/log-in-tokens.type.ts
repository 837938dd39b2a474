import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType('LogInTokens', { description: 'What a client presents after logging in. Keep all of it secret.' })
export class LogInTokensType {
  @Field(() => String, { description: 'Goes into the header `Authorization: Bearer …` of every request.' })
  accessToken: string;

  @Field(() => Date, { description: 'When the access token ends; refresh before.' })
  accessTokenExpiresAt: Date;

  @Field(() => String, {
    description: 'Good once, for `refreshSession`. A second use with another client key ends the whole log-in.',
  })
  refreshToken: string;

  @Field(() => Date, { description: 'When the log-in ends unless it is refreshed before.' })
  refreshTokenExpiresAt: Date;

  @Field(() => String, {
    description:
      'Remembers this device: sent with the next `logIn`, it keeps others from locking you out of your account.',
  })
  deviceToken: string;
}
