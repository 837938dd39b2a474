import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { Clock, Ids } from '@libs/domain';
import type { OidcState } from './oidc-provider.js';

/** Milliseconds that somebody has to sign in at the provider. */
export const STATE_LIFETIME_MS = 600_000;

/** Remembers log-ins that are under way at the provider: under a random id that only the browser has, each good once. */
@Injectable()
export class OidcStates {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Keeps a state. Returns the id for the browser's cookie. */
  async keep(state: OidcState): Promise<string> {
    const id = this.ids.secret(32);
    const expiresAt = new Date(this.clock.now().getTime() + STATE_LIFETIME_MS);
    await this.database.rows('insert into oidc_log_in (id_hash, state, expires_at) values ($1, $2, $3)', [
      hash(id),
      JSON.stringify(state),
      expiresAt,
    ]);
    return id;
  }

  /** The state of an id, which is forgotten with this; undefined when there is none, or none any more. */
  async take(id: string): Promise<OidcState | undefined> {
    const row = await this.database.row<{ state: OidcState; expiresAt: Date }>(
      'delete from oidc_log_in where id_hash = $1 returning state, expires_at as "expiresAt"',
      [hash(id)],
    );
    return row && row.expiresAt > this.clock.now() ? row.state : undefined;
  }
}

function hash(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}
