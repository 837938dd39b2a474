import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '@libs/database';
import { identitySettings, type IdentitySettings } from '../identity.config.js';

/** Reads which log-ins can still ask for something. */
@Injectable()
export class LiveLogIns {
  constructor(@Inject(identitySettings.token) private readonly settings: IdentitySettings) {}

  /**
   * Whether a member of staff has a log-in, not ended, whose newest access token is still good. An older one may come back with its
   * refresh token, but nothing runs there now.
   */
  async hasAny(agentId: string, now: Date, sql: Sql): Promise<boolean> {
    const usedSince = new Date(now.getTime() - this.settings.accessTokenMinutes * 60_000);
    const found = await sql.row(
      'select from agent_session where agent_id = $1 and ended_at is null and last_used_at > $2 limit 1',
      [agentId, usedSince],
    );
    return found !== undefined;
  }
}
