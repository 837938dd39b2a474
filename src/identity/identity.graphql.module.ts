import { Global, Inject, Module } from '@nestjs/common';
import { Authenticator } from '@libs/graphql';
import { RequestLimits, requestLimitSettings, type RequestLimitSettings } from '@libs/rate-limits';
import { AccountActors } from './authentication/account-actors.js';
import { BearerActors } from './authentication/bearer-actors.js';
import { OutsideActors } from './authentication/outside-actors.js';
import { ParleyAuthenticator } from './authentication/parley.authenticator.js';
import { SocketsEndWhenRightsChange } from './authentication/sockets-end-when-rights-change.js';
import { AcceptInvitationMutation } from './graphql/accept-invitation.mutation.js';
import { AddAgentMutation } from './graphql/add-agent.mutation.js';
import { AddBrandKeyMutation } from './graphql/add-brand-key.mutation.js';
import { AgentsResolver } from './graphql/agents.resolver.js';
import { ChangeAgentRightsMutation } from './graphql/change-agent-rights.mutation.js';
import { ChangeMyPasswordMutation } from './graphql/change-my-password.mutation.js';
import { ChangeMySettingsMutation } from './graphql/change-my-settings.mutation.js';
import { CloseAgentAccountMutation } from './graphql/close-agent-account.mutation.js';
import { CloseServiceTokenMutation } from './graphql/close-service-token.mutation.js';
import { CredentialsResolver } from './graphql/credentials.resolver.js';
import { EndSessionMutation } from './graphql/end-session.mutation.js';
import { ExchangeLogInCodeMutation } from './graphql/exchange-log-in-code.mutation.js';
import { InviteAgentMutation } from './graphql/invite-agent.mutation.js';
import { LogInAnswers } from './graphql/log-in-answers.js';
import { LogInMethodsResolver } from './graphql/log-in-methods.resolver.js';
import { LogInMutation } from './graphql/log-in.mutation.js';
import { LogOutMutation } from './graphql/log-out.mutation.js';
import { MeResolver } from './graphql/me.resolver.js';
import { NodeResolver } from './graphql/node.resolver.js';
import { OpenServiceTokenMutation } from './graphql/open-service-token.mutation.js';
import { RefreshSessionMutation } from './graphql/refresh-session.mutation.js';
import { RevokeBrandKeyMutation } from './graphql/revoke-brand-key.mutation.js';
import { IdentityModule } from './identity.module.js';
import { OidcProvider } from './oidc/oidc-provider.js';
import { OidcController } from './oidc/oidc.controller.js';
import { OidcStates } from './oidc/oidc-states.js';
import { actorLimits, actorLimitSettings, type ActorLimitSettings, identityOperationLimits } from './request-limits.js';

const authentication = [AccountActors, OutsideActors, BearerActors, SocketsEndWhenRightsChange];
const resolvers = [MeResolver, AgentsResolver, CredentialsResolver, LogInMethodsResolver, NodeResolver];
const mutations = [
  LogInMutation,
  RefreshSessionMutation,
  ExchangeLogInCodeMutation,
  LogOutMutation,
  EndSessionMutation,
  AddAgentMutation,
  InviteAgentMutation,
  AcceptInvitationMutation,
  ChangeAgentRightsMutation,
  CloseAgentAccountMutation,
  ChangeMyPasswordMutation,
  ChangeMySettingsMutation,
  OpenServiceTokenMutation,
  CloseServiceTokenMutation,
  AddBrandKeyMutation,
  RevokeBrandKeyMutation,
];

/** Identity for clients: who is behind a request, and everything about accounts over GraphQL. */
@Global()
@Module({
  imports: [IdentityModule],
  controllers: [OidcController],
  providers: [
    ...authentication,
    { provide: Authenticator, useClass: ParleyAuthenticator },
    OidcProvider,
    OidcStates,
    LogInAnswers,
    ...resolvers,
    ...mutations,
  ],
  exports: [Authenticator],
})
export class IdentityGraphqlModule {
  constructor(
    limits: RequestLimits,
    @Inject(actorLimitSettings.token) actors: ActorLimitSettings,
    @Inject(requestLimitSettings.token) { anonymousRequestsPerAddress }: RequestLimitSettings,
  ) {
    limits.addActors(actorLimits(actors, anonymousRequestsPerAddress));
    limits.addOperations(identityOperationLimits);
  }
}
