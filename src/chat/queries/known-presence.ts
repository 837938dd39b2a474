import { type AgentStatus, AWAY_AFTER_MS, effectiveStatus } from '../model/presence.js';

/** What is stored of an agent's presence; all null for one who never signed in. */
export interface PresenceRow {
  readonly chosen: AgentStatus | null;
  readonly announced: AgentStatus | null;
  readonly announcedAt: Date | string | null;
  readonly lastActivityAt: Date | string | null;
  readonly leaseExpiresAt: Date | string | null;
}

/** The columns of a {@link PresenceRow}, of the table `agent_presence` under the name `p`. */
export const PRESENCE_COLUMNS = `p.chosen, p.announced, p.announced_at as "announcedAt", p.last_activity_at as "lastActivityAt",
  p.lease_expires_at as "leaseExpiresAt"`;

/** A status and since when; null since ever. */
export interface KnownPresence {
  readonly status: AgentStatus;
  readonly since: Date | null;
}

/** An agent's effective status at an instant, also when time has changed it and that is not announced yet. */
export function knownPresence(row: PresenceRow, now: Date): KnownPresence {
  const { chosen, announced } = row;
  if (!chosen) return { status: 'OFFLINE', since: null };
  const lastActivityAt = millis(row.lastActivityAt) ?? 0;
  const leaseExpiresAt = millis(row.leaseExpiresAt);
  const status = effectiveStatus({ chosen, lastActivityAt, leaseExpiresAt, now: now.getTime() });
  const unannounced = {
    ONLINE: lastActivityAt,
    AWAY: lastActivityAt + AWAY_AFTER_MS,
    INVISIBLE: undefined,
    OFFLINE: leaseExpiresAt,
  };
  const since = (status === announced ? undefined : unannounced[status]) ?? millis(row.announcedAt) ?? 0;
  return { status, since: new Date(since) };
}

function millis(time: Date | string | null): number | undefined {
  return time === null ? undefined : new Date(time).getTime();
}
