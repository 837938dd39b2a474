import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { OutsideActor } from '../model/actor.js';
import { OutsideParties } from '../ports/outside-parties.js';
import { VisitorTokens } from '../tokens/visitor-tokens.js';
import { WebsiteTokens } from '../tokens/website-tokens.js';

/** People outside: visitors with our token, customers and writers with one of their website's. */
@Injectable()
export class OutsideActors {
  constructor(
    private readonly visitors: VisitorTokens,
    private readonly websites: WebsiteTokens,
    private readonly modules: ModuleRef,
  ) {}

  /** The visitor; undefined for a bad token. */
  async visitor(token: string): Promise<OutsideActor | undefined> {
    const claims = await this.visitors.verify(token);
    if (!claims) return undefined;
    const { visitorId, brandId, expiresAt } = claims;
    return outsider({ id: visitorId, brandId, contactId: null, roles: ['VISITOR'], expiresAt });
  }

  /**
   * The customer or writer; undefined for a bad token.
   * @throws Error when no module of this process keeps the people outside
   */
  async vouched(token: string): Promise<OutsideActor | undefined> {
    const claims = await this.websites.verify(token);
    if (!claims) return undefined;
    // Looked up here, because the module that provides it stands on this one. Nest's error names it when it is missing.
    const parties = this.modules.get(OutsideParties, { strict: false });
    const { visitorId, contactId } = await parties.resolve(claims.person);
    const { person, brandKeyId, expiresAt } = claims;
    return outsider({ id: visitorId, brandId: person.brandId, contactId, roles: [person.role], expiresAt, brandKeyId });
  }
}

function outsider(actor: Omit<OutsideActor, 'kind' | 'brandIds'>): OutsideActor {
  return { kind: 'VISITOR', brandIds: [actor.brandId], ...actor };
}
