import { Inject, Injectable } from '@nestjs/common';
import { Database, decodeKey, encodeKey, type PageRequest, pageSize } from '@libs/database';
import { Clock } from '@libs/domain';
import type { Page } from '@libs/graphql';
import { identitySettings, type IdentitySettings } from '../identity.config.js';
import type { Actor, StaffActor } from '../model/actor.js';
import type { BrandKeyAlgorithm } from '../model/brand-key.entity.js';

/** An open log-in. */
export interface SessionView {
  readonly id: string;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly isCurrent: boolean;
}

/** The credentials of a machine, without the secret. */
export interface ServiceTokenView {
  readonly id: string;
  readonly name: string;
  readonly brandIds: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A key by which a brand's website vouches for people, without the secret. */
export interface BrandKeyView {
  readonly id: string;
  readonly brandId: string;
  readonly algorithm: BrandKeyAlgorithm;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

// Ids are made in the order of time, so the newest come first.
const SESSIONS = `
select id, user_agent as "userAgent", created_at as "createdAt", last_used_at as "lastUsedAt", id = $2::uuid as "isCurrent"
from agent_session
where agent_id = $1 and ended_at is null and last_used_at > $3 and created_at > $4 and ($5::uuid is null or id < $5)
order by id desc limit $6`;

const SERVICE_TOKEN_COLUMNS = `
id, name, brand_ids as "brandIds", created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt",
last_used_at as "lastUsedAt"`;

const SERVICE_TOKENS = `
select ${SERVICE_TOKEN_COLUMNS} from service_token where ($1::uuid is null or id < $1) order by id desc limit $2`;

const BRAND_KEY_COLUMNS = `id, brand_id as "brandId", algorithm, created_at as "createdAt", revoked_at as "revokedAt"`;

const BRAND_KEYS = `
select ${BRAND_KEY_COLUMNS} from brand_key
where brand_id = any($1::uuid[]) and ($2::uuid is null or id < $2) order by id desc limit $3`;

/** Lists what people, machines and websites sign in with. */
@Injectable()
export class CredentialLists {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(identitySettings.token) private readonly settings: IdentitySettings,
  ) {}

  /** The actor's own open log-ins, newest first. @throws InvalidInput */
  sessions(actor: StaffActor, page: PageRequest): Promise<Page<SessionView>> {
    const daysAgo = (days: number): Date => new Date(this.clock.now().getTime() - days * 86_400_000);
    const { sessionIdleDays, sessionDays } = this.settings;
    return this.#page(SESSIONS, [actor.id, actor.sessionId, daysAgo(sessionIdleDays), daysAgo(sessionDays)], page);
  }

  /** All service tokens, newest first. @throws InvalidInput */
  serviceTokens(page: PageRequest): Promise<Page<ServiceTokenView>> {
    return this.#page(SERVICE_TOKENS, [], page);
  }

  /** The service token of an id. */
  serviceToken(id: string): Promise<ServiceTokenView | undefined> {
    return this.database.row<ServiceTokenView>(`select ${SERVICE_TOKEN_COLUMNS} from service_token where id = $1`, [
      id,
    ]);
  }

  /** The keys of the actor's brands, newest first. @throws InvalidInput */
  brandKeys(actor: Actor, page: PageRequest): Promise<Page<BrandKeyView>> {
    return this.#page(BRAND_KEYS, [actor.brandIds], page);
  }

  /** The brand key of an id. */
  brandKey(id: string): Promise<BrandKeyView | undefined> {
    return this.database.row<BrandKeyView>(`select ${BRAND_KEY_COLUMNS} from brand_key where id = $1`, [id]);
  }

  async #page<T extends { readonly id: string }>(
    sql: string,
    values: unknown[],
    { first, after }: PageRequest,
  ): Promise<Page<T>> {
    const size = pageSize(first);
    const [before = null] = decodeKey(after, ['uuid']) ?? [];
    const rows = await this.database.rows<T>(sql, [...values, before, size + 1]);
    return {
      items: rows.slice(0, size).map((node) => ({ node, cursor: encodeKey(node.id) })),
      hasNext: rows.length > size,
      hasPrevious: before !== null,
    };
  }
}
