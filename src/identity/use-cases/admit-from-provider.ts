import { Inject, Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { type Transaction, UnitOfWork } from '@libs/commands';
import { Ids } from '@libs/domain';
import { oidcSettings, type OidcSettings } from '../identity.config.js';
import { Agent } from '../model/agent.entity.js';
import type { ProvidedIdentity } from '../oidc/oidc-provider.js';
import { logInCodeHash } from './exchange-log-in-code.js';
import { NewAgents, USUAL_MAX_CHATS } from './new-agents.js';

const CODE_LIFETIME_MS = 60_000;

/** Lets somebody in who signed in at the identity provider: finds his account and makes the one-time code for it. */
@Injectable()
export class AdmitFromProvider {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
    private readonly newAgents: NewAgents,
    @Inject(oidcSettings.token) private readonly settings: OidcSettings,
  ) {}

  /**
   * The one-time code, good for a minute; undefined for somebody who has no open account here.
   * An account is his by the provider's id for him, or, the first time, by his verified address.
   */
  execute(identity: ProvidedIdentity): Promise<string | undefined> {
    return this.unit.runAs({ kind: 'SYSTEM', id: 'openid-connect' }, async (tx) => {
      const agent = this.#isWelcome(identity) ? await this.#accountOf(tx, identity) : null;
      if (agent?.status !== 'OPEN') return undefined;
      const code = this.ids.secret(32);
      await tx.em.flush();
      await tx.sql.rows('insert into log_in_code (code_hash, agent_id, expires_at) values ($1, $2, $3)', [
        logInCodeHash(code),
        agent.id,
        new Date(tx.now.getTime() + CODE_LIFETIME_MS),
      ]);
      return code;
    });
  }

  async #accountOf(tx: Transaction, { issuer, subject, verifiedEmail, name }: ProvidedIdentity): Promise<Agent | null> {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const linked = await tx.em.findOne(Agent, { oidcIssuer: issuer, oidcSubject: subject }, lock);
    if (linked || !verifiedEmail) return linked;
    const known = await tx.em.findOne(Agent, { email: verifiedEmail }, lock);
    // An address can pass to somebody else at the provider; the account stays with whom it was linked to.
    if (known?.oidcSubject || (!known && !this.settings.addsAgents)) return null;
    const agent = known ?? (await this.#added(tx, verifiedEmail, name));
    if (agent.status === 'OPEN') Object.assign(agent, { oidcIssuer: issuer, oidcSubject: subject });
    return agent;
  }

  #added(tx: Transaction, email: string, name: string | null): Promise<Agent> {
    const rights = { roles: ['AGENT' as const], brandIds: [], departmentCodes: [], maxChats: USUAL_MAX_CHATS };
    return this.newAgents.within(tx, { email, displayName: readable(name) || email.slice(0, 100), ...rights });
  }

  #isWelcome({ verifiedEmail }: ProvidedIdentity): boolean {
    const { emailDomains } = this.settings;
    if (emailDomains.length === 0) return true;
    return verifiedEmail !== null && emailDomains.includes(verifiedEmail.slice(verifiedEmail.lastIndexOf('@') + 1));
  }
}

/** As much of a provider's name as can be one here: nobody is shut out by an odd one. */
function readable(name: string | null): string | undefined {
  return name?.replaceAll('\0', '').trim().slice(0, 100).toWellFormed();
}
