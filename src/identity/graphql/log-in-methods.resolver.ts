import { Inject } from '@nestjs/common';
import { Field, ObjectType, Resolver } from '@nestjs/graphql';
import { Query } from '@libs/graphql';
import { oidcSettings, type OidcSettings } from '../identity.config.js';
import { AllowAnyone } from './allow.decorator.js';

@ObjectType('OpenIdConnectMethod', { description: 'Signing in at the organisation’s identity provider.' })
class OpenIdConnectMethodType {
  @Field(() => String, { description: 'Name of the provider as people know it.' })
  name: string;

  @Field(() => String, {
    description:
      'Path on this server to open in a browser; it comes back with a one-time code for `exchangeLogInCode`.',
  })
  startPath: string;
}

@ObjectType('LogInMethods', { description: 'The ways in which staff can log in here.' })
class LogInMethodsType {
  @Field(() => Boolean, { description: 'Whether email address and password are accepted.' })
  password: boolean;

  @Field(() => OpenIdConnectMethodType, { nullable: true, description: 'The identity provider, if there is one.' })
  openIdConnect: OpenIdConnectMethodType | null;
}

@Resolver(() => LogInMethodsType)
export class LogInMethodsResolver {
  constructor(@Inject(oidcSettings.token) private readonly settings: OidcSettings) {}

  @Query(AllowAnyone('a log-in page must know what to offer'), () => LogInMethodsType, {
    description: 'The ways in which staff can log in here.',
  })
  logInMethods(): LogInMethodsType {
    const { issuer, clientId, name } = this.settings;
    return { password: true, openIdConnect: issuer && clientId ? { name, startPath: '/auth/oidc/start' } : null };
  }
}
