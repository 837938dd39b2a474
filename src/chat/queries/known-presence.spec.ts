import { AGENT_STATUSES, AWAY_AFTER_MS, type AgentStatus } from '../model/presence.js';
import { knownPresence, type PresenceRow } from './known-presence.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const row = (chosen: AgentStatus, rest: Partial<PresenceRow> = {}): PresenceRow => ({
  chosen,
  announced: chosen,
  announcedAt: ago(40 * MINUTE),
  lastActivityAt: ago(MINUTE),
  leaseExpiresAt: ago(-MINUTE),
  ...rest,
});

describe('a known presence', () => {
  it('[R18] of somebody who never signed in is OFFLINE since ever', () => {
    const never = { chosen: null, announced: null, announcedAt: null, lastActivityAt: null, leaseExpiresAt: null };
    expect(knownPresence(never, NOW)).toEqual({ status: 'OFFLINE', since: null });
  });

  it.each(AGENT_STATUSES)('of somebody who is %s as announced began when it was announced', (chosen) => {
    const leaseExpiresAt = chosen === 'OFFLINE' ? null : ago(-MINUTE);
    expect(knownPresence(row(chosen, { leaseExpiresAt }), NOW)).toEqual({ status: chosen, since: ago(40 * MINUTE) });
  });

  it('[R34] is AWAY since the 15 minutes were full, also before that is announced', () => {
    const idle = row('ONLINE', { lastActivityAt: ago(AWAY_AFTER_MS + 5) });
    expect(knownPresence(idle, NOW)).toEqual({ status: 'AWAY', since: ago(5) });
  });

  it('[D6] is OFFLINE since the lease ended, also before that is announced', () => {
    expect(knownPresence(row('AWAY', { leaseExpiresAt: ago(7) }), NOW)).toEqual({ status: 'OFFLINE', since: ago(7) });
  });

  it('[D6] is ONLINE since the last activity when the return from AWAY is not announced yet', () => {
    expect(knownPresence(row('ONLINE', { announced: 'AWAY' }), NOW)).toEqual({ status: 'ONLINE', since: ago(MINUTE) });
  });
});
