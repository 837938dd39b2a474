import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import { Ids } from '@libs/domain';
import { EmailTaken } from '../identity.refusals.js';
import { Agent, displayNameFrom } from '../model/agent.entity.js';
import { emailAddress } from '../model/email-address.js';
import { firstSettings } from '../model/personal-settings.js';
import { checkedRights, type Rights } from '../model/rights.js';

/** What a new account is made of. */
export interface NewAgent extends Rights {
  readonly email: string;
  readonly displayName: string;
}

/** Most chats at the same time, unless somebody says otherwise. */
export const USUAL_MAX_CHATS = 4;

/** Makes accounts, in the transaction of whoever adds one. */
@Injectable()
export class NewAgents {
  constructor(private readonly ids: Ids) {}

  /** A new open account that cannot sign in yet. @throws InvalidInput, EmailTaken */
  async within({ em, sql, now }: Transaction, input: NewAgent): Promise<Agent> {
    const email = emailAddress('email', input.email);
    // Two who add the same address at once: the second waits here and then sees the first.
    await sql.rows(`select pg_advisory_xact_lock(hashtextextended('agent ' || $1::text, 0))`, [email]);
    if ((await em.count(Agent, { email })) > 0) throw new EmailTaken();
    const agent = em.create(Agent, {
      id: this.ids.next(),
      email,
      displayName: displayNameFrom(input.displayName),
      passwordHash: null,
      ...checkedRights(input),
      status: 'OPEN',
      settings: firstSettings,
      invitation: 0,
      invitedAt: null,
      oidcIssuer: null,
      oidcSubject: null,
      sequence: 0,
      createdAt: now,
    });
    agent.added();
    em.persist(agent);
    return agent;
  }
}
