import { Module, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { Database } from '@libs/database';
import { Clock } from '@libs/domain';
import { JobTasks } from '@libs/outbox';
import { LogInAttempts } from './authentication/log-in-attempts.js';
import { Passports } from './authentication/passports.js';
import { PasswordStrategy } from './authentication/password.strategy.js';
import { Passwords } from './authentication/passwords.js';
import { Agent } from './model/agent.entity.js';
import { AgentSession } from './model/agent-session.entity.js';
import { BrandKey } from './model/brand-key.entity.js';
import { ServiceToken } from './model/service-token.entity.js';
import { AgentDirectory } from './queries/agent-directory.js';
import { AgentList } from './queries/agent-list.js';
import { CredentialLists } from './queries/credential-lists.js';
import { LiveLogIns } from './queries/live-log-ins.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { InstallationKeys } from './tokens/installation-keys.js';
import { LogInTokenFactory } from './tokens/log-in-tokens.js';
import { SealedTokens } from './tokens/sealed-tokens.js';
import { VisitorTokens } from './tokens/visitor-tokens.js';
import { WebsiteTokens } from './tokens/website-tokens.js';
import { AcceptInvitation } from './use-cases/accept-invitation.js';
import { AdmitFromProvider } from './use-cases/admit-from-provider.js';
import { AddAgent } from './use-cases/add-agent.js';
import { AddAgentWithPassword } from './use-cases/add-agent-with-password.js';
import { AddBrandKey } from './use-cases/add-brand-key.js';
import { ChangeAgentRights } from './use-cases/change-agent-rights.js';
import { ChangeMyPassword } from './use-cases/change-my-password.js';
import { ChangeMySettings } from './use-cases/change-my-settings.js';
import { CloseAgentAccount } from './use-cases/close-agent-account.js';
import { CloseServiceToken } from './use-cases/close-service-token.js';
import { EndSession } from './use-cases/end-session.js';
import { ExchangeLogInCode } from './use-cases/exchange-log-in-code.js';
import { InviteAgent } from './use-cases/invite-agent.js';
import { LogIn } from './use-cases/log-in.js';
import { NewAgents } from './use-cases/new-agents.js';
import { OpenServiceToken } from './use-cases/open-service-token.js';
import { OpenSession } from './use-cases/open-session.js';
import { RefreshSession } from './use-cases/refresh-session.js';
import { RevokeBrandKey } from './use-cases/revoke-brand-key.js';

/** The entity classes of this module. */
export const identityEntities: readonly Type[] = [Agent, AgentSession, ServiceToken, BrandKey];

const tokens = [
  InstallationKeys,
  SealedTokens,
  AccessTokens,
  VisitorTokens,
  WebsiteTokens,
  LogInTokenFactory,
  Passwords,
  Passports,
  LogInAttempts,
  PasswordStrategy,
];
const queries = [AgentDirectory, AgentList, CredentialLists, LiveLogIns];
const useCases = [
  LogIn,
  RefreshSession,
  EndSession,
  ExchangeLogInCode,
  AdmitFromProvider,
  AddAgent,
  InviteAgent,
  AddAgentWithPassword,
  AcceptInvitation,
  ChangeAgentRights,
  CloseAgentAccount,
  ChangeMyPassword,
  ChangeMySettings,
  OpenServiceToken,
  CloseServiceToken,
  AddBrandKey,
  RevokeBrandKey,
];
const steps = [OpenSession, NewAgents];

const DAY_MS = 86_400_000;

/** Who is asking, and what he may do: accounts, log-ins, tokens. */
@Module({
  providers: [...tokens, ...queries, ...steps, ...useCases],
  exports: [...tokens, ...queries, ...steps, ...useCases],
})
export class IdentityModule implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tasks: JobTasks,
  ) {}

  onApplicationBootstrap(): void {
    this.tasks.addScheduled('forget-old-log-ins', '11 * * * *', () => this.#forgetOldLogIns());
  }

  async #forgetOldLogIns(): Promise<void> {
    const now = this.clock.now();
    // Those counters run on the machine's own clock.
    await this.database.rows('delete from log_in_attempt where expire < $1', [Date.now()]);
    await this.database.rows('delete from oidc_log_in where expires_at < $1', [now]);
    await this.database.rows('delete from log_in_code where expires_at < $1', [now]);
    await this.database.rows('delete from agent_session where last_used_at < $1', [
      new Date(now.getTime() - 400 * DAY_MS),
    ]);
  }
}
