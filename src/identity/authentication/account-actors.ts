import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { Clock } from '@libs/domain';
import type { ServiceActor, StaffActor } from '../model/actor.js';
import type { StaffRole } from '../model/role.js';
import { type AccessClaims, AccessTokens } from '../tokens/access-tokens.js';

/** The lists stand in subqueries, so that PostgreSQL plans once whatever their length. */
const STAFF = `
select s.id as "sessionId", a.id, a.display_name as "displayName", a.roles, a.brand_ids as "brandIds"
from unnest((select $1::uuid[]), (select $2::uuid[])) as x(session_id, agent_id)
join agent_session s on s.id = x.session_id join agent a on a.id = s.agent_id
where a.id = x.agent_id and s.ended_at is null and a.status = 'OPEN'`;

const SERVICE = `
select secret_hash as "secretHash", brand_ids as "brandIds", expires_at as "expiresAt"
from service_token where id = $1 and revoked_at is null`;

const USED = `
update service_token set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')`;

const SERVICE_TOKEN = /^pst_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

interface ServiceRow {
  readonly secretHash: Buffer;
  readonly brandIds: string[];
  readonly expiresAt: Date | null;
}

/** Staff and machines: those who have an account with us. */
@Injectable()
export class AccountActors {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tokens: AccessTokens,
  ) {}

  /** What an access token says; undefined for a bad one. */
  staffClaims(token: string): Promise<AccessClaims | undefined> {
    return this.tokens.verify(token);
  }

  /** Members of staff behind log-ins, in any order; without those whose log-in has ended or whose account is closed. */
  async staff(logIns: readonly Pick<AccessClaims, 'agentId' | 'sessionId'>[]): Promise<StaffActor[]> {
    const rows = await this.database.rows<
      Pick<StaffActor, 'id' | 'sessionId' | 'displayName' | 'brandIds'> & { roles: StaffRole[] }
    >(STAFF, [logIns.map(({ sessionId }) => sessionId), logIns.map(({ agentId }) => agentId)]);
    return rows.map((row) => ({ kind: 'AGENT', ...row }));
  }

  /** The id that a service token names, whether it is good or not; undefined for what is no such token. */
  serviceIdOf(token: string): string | undefined {
    return SERVICE_TOKEN.exec(token)?.[1];
  }

  /** The machine; undefined for a secret that is wrong, revoked or expired. */
  async service(token: string): Promise<ServiceActor | undefined> {
    const [, id = '', secret = ''] = SERVICE_TOKEN.exec(token) ?? [];
    const row = id === '' ? undefined : await this.database.row<ServiceRow>(SERVICE, [id]);
    if (!row || !timingSafeEqual(serviceSecretHash(secret), row.secretHash)) return undefined;
    const now = this.clock.now();
    if (row.expiresAt && row.expiresAt <= now) return undefined;
    await this.database.rows(USED, [id, now]);
    const expiry = row.expiresAt ? { expiresAt: row.expiresAt } : {};
    return { kind: 'SERVICE', id, roles: ['SERVICE'], brandIds: row.brandIds, ...expiry };
  }
}

/** SHA-256 of a service token's secret, as it is stored. */
export function serviceSecretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
