import {
  AGENT_STATUSES,
  AWAY_AFTER_MS,
  ROUTING_MODES,
  effectiveStatus,
  mayGoInvisible,
  nextStatusChangeAt,
  presenceRights,
  presenceTable,
  type AgentStatus,
  type RoutingMode,
} from './presence.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const MINUTE = 60_000;

describe('the presence table', () => {
  // visible online, sees the request, may accept, may be assigned, triggers fire
  const cells: Array<[AgentStatus, RoutingMode, string]> = [
    ['ONLINE', 'BROADCAST', 'yes yes yes no yes'],
    ['ONLINE', 'ASSIGNED', 'yes yes yes yes yes'],
    ['AWAY', 'BROADCAST', 'yes yes yes no yes'],
    ['AWAY', 'ASSIGNED', 'yes yes yes yes yes'],
    ['INVISIBLE', 'BROADCAST', 'no yes yes no no'],
    ['INVISIBLE', 'ASSIGNED', 'no no no no no'],
    ['OFFLINE', 'BROADCAST', 'no no no no no'],
    ['OFFLINE', 'ASSIGNED', 'no no no no no'],
  ];

  it.each(cells)('[B2] [R31] [R32] [R33] [R35] [R36] [R37] [D6] gives %s under %s: %s', (status, mode, expected) => {
    const rights = presenceRights(status, mode);
    const shown = [
      rights.visibleOnline,
      rights.seesRequest,
      rights.mayAccept,
      rights.mayBeAssigned,
      rights.triggersFire,
    ];
    expect(shown.map((right) => (right ? 'yes' : 'no')).join(' ')).toBe(expected);
  });

  it('[B2] has exactly the cells that the test above covers', () => {
    const all = Object.entries(presenceTable).flatMap(([status, row]) =>
      Object.keys(row).map((mode) => [status, mode]),
    );
    expect(all).toEqual(cells.map(([status, mode]) => [status, mode]));
    expect(all).toHaveLength(AGENT_STATUSES.length * ROUTING_MODES.length);
  });

  it.each([...ROUTING_MODES])('[R37] fires triggers under %s exactly for who is visible to visitors', (mode) => {
    for (const status of AGENT_STATUSES) {
      const rights = presenceRights(status, mode);
      expect(rights.triggersFire).toBe(rights.visibleOnline);
    }
  });
});

describe('the effective status', () => {
  const facts = { lastActivityAt: NOW - MINUTE, leaseExpiresAt: NOW + MINUTE, now: NOW };
  const idleFor = (ms: number) => effectiveStatus({ ...facts, chosen: 'ONLINE', lastActivityAt: NOW - ms });

  it('[R31] is ONLINE as chosen while the agent is active', () => {
    expect(effectiveStatus({ ...facts, chosen: 'ONLINE' })).toBe('ONLINE');
  });

  it('[R34] turns AWAY when 15 minutes of inactivity are full, not a second or a millisecond before', () => {
    expect(idleFor(AWAY_AFTER_MS - 1000)).toBe('ONLINE');
    expect(idleFor(AWAY_AFTER_MS - 1)).toBe('ONLINE');
    expect(idleFor(15 * MINUTE)).toBe('AWAY');
    expect(idleFor(AWAY_AFTER_MS + 1000)).toBe('AWAY');
  });

  it('[R34] takes another limit', () => {
    expect(effectiveStatus({ ...facts, chosen: 'ONLINE', awayAfterMs: MINUTE })).toBe('AWAY');
    expect(effectiveStatus({ ...facts, chosen: 'ONLINE', awayAfterMs: MINUTE + 1 })).toBe('ONLINE');
  });

  it('[R33] [R34] leaves INVISIBLE and a chosen AWAY as they are, active or not', () => {
    for (const chosen of ['INVISIBLE', 'AWAY'] as const) {
      expect(effectiveStatus({ ...facts, chosen })).toBe(chosen);
      expect(effectiveStatus({ ...facts, chosen, lastActivityAt: NOW - 60 * MINUTE })).toBe(chosen);
    }
  });

  it.each([...AGENT_STATUSES])(
    '[D6] makes a chosen %s OFFLINE at the instant at which the last lease ends',
    (chosen) => {
      expect(effectiveStatus({ ...facts, chosen, leaseExpiresAt: NOW + 1 })).toBe(chosen);
      expect(effectiveStatus({ ...facts, chosen, leaseExpiresAt: NOW })).toBe('OFFLINE');
      expect(effectiveStatus({ ...facts, chosen, leaseExpiresAt: undefined })).toBe('OFFLINE');
    },
  );

  it('[R34] names the next change by time alone, and the status differs exactly from then on', () => {
    const idle = { ...facts, lastActivityAt: NOW, leaseExpiresAt: NOW + 60 * MINUTE };
    expect(nextStatusChangeAt({ ...idle, chosen: 'ONLINE' })).toBe(NOW + 15 * MINUTE);
    expect(nextStatusChangeAt({ ...facts, chosen: 'ONLINE' })).toBe(NOW + MINUTE);
    expect(nextStatusChangeAt({ ...idle, chosen: 'AWAY' })).toBe(NOW + 60 * MINUTE);
    expect(nextStatusChangeAt({ ...idle, chosen: 'INVISIBLE' })).toBe(NOW + 60 * MINUTE);
    expect(nextStatusChangeAt({ ...idle, chosen: 'OFFLINE' })).toBeUndefined();
    expect(nextStatusChangeAt({ ...idle, chosen: 'ONLINE', leaseExpiresAt: undefined })).toBeUndefined();
    const at = NOW + 15 * MINUTE;
    expect(effectiveStatus({ ...idle, chosen: 'ONLINE', now: at - 1 })).toBe('ONLINE');
    expect(effectiveStatus({ ...idle, chosen: 'ONLINE', now: at })).toBe('AWAY');
  });
});

describe('going invisible', () => {
  it('[R38] is refused on duty and allowed after it', () => {
    expect(mayGoInvisible({ onDuty: true })).toEqual({ allowed: false, reason: 'ON_DUTY' });
    expect(mayGoInvisible({ onDuty: false })).toEqual({ allowed: true });
  });
});
