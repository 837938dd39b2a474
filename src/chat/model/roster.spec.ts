import { dutyAt, listOnlineAgents, rosterAlerts, type RosterPresence, type Shift } from './roster.js';
import type { AgentStatus } from './presence.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const shift = (agentId: string, startsAt: number, endsAt: number): Shift => ({ agentId, startsAt, endsAt });
const seen = (agentId: string, status: AgentStatus, since: number): RosterPresence => ({ agentId, status, since });
const alerts = (shifts: Shift[], presences: RosterPresence[], graceSeconds = 0) =>
  rosterAlerts({ shifts, presences, now: NOW, graceSeconds });

describe('roster alerts', () => {
  const duty = shift('ann', NOW - HOUR, NOW + HOUR);

  it('[R24] are silent about an Online agent on duty', () => {
    expect(alerts([duty], [seen('ann', 'ONLINE', NOW - MINUTE)])).toEqual([]);
  });

  it.each([
    ['AWAY', 'AWAY'],
    ['INVISIBLE', 'INVISIBLE'],
    ['OFFLINE', 'ABSENT'],
  ] as const)('[R24] name an agent on duty who is %s', (status, kind) => {
    expect(alerts([duty], [seen('ann', status, NOW - MINUTE)])).toEqual([
      { agentId: 'ann', kind, since: NOW - MINUTE },
    ]);
  });

  it('[R24] name an agent on duty who never signed in, since the shift began', () => {
    expect(alerts([duty], [])).toEqual([{ agentId: 'ann', kind: 'ABSENT', since: NOW - HOUR }]);
  });

  it('[R24] count from the start of the shift when the status is older', () => {
    expect(alerts([duty], [seen('ann', 'AWAY', NOW - 5 * HOUR)])).toEqual([
      { agentId: 'ann', kind: 'AWAY', since: NOW - HOUR },
    ]);
  });

  it.each(['ONLINE', 'AWAY'] as const)('[R23] name an agent who is %s without a shift', (status) => {
    const past = shift('ann', NOW - 9 * HOUR, NOW - HOUR);
    expect(alerts([past], [seen('ann', status, NOW - 9 * HOUR)])).toEqual([
      { agentId: 'ann', kind: 'WORKING_OFF_SHIFT', since: NOW - HOUR },
    ]);
    expect(alerts([], [seen('ann', status, NOW - MINUTE)])).toEqual([
      { agentId: 'ann', kind: 'WORKING_OFF_SHIFT', since: NOW - MINUTE },
    ]);
  });

  it('[R24] [R38] are silent about Invisible and absent agents off shift', () => {
    expect(
      alerts([shift('bob', NOW + 1, NOW + HOUR)], [seen('ann', 'INVISIBLE', 0), seen('bob', 'OFFLINE', 0)]),
    ).toEqual([]);
  });

  it('[R24] wait for the grace time, inclusive', () => {
    const away = (ms: number) => alerts([duty], [seen('ann', 'AWAY', NOW - ms)], 60).length;
    expect(away(59_999)).toBe(0);
    expect(away(60_000)).toBe(1);
  });

  it('[R24] come in the order of the agents whatever the order of the input', () => {
    const shifts = ['cid', 'ann', 'bob'].map((id) => shift(id, NOW - HOUR, NOW + HOUR));
    expect(alerts(shifts, []).map(({ agentId }) => agentId)).toEqual(['ann', 'bob', 'cid']);
  });
});

describe('duty', () => {
  it('[R23] includes the first and excludes the last millisecond of a shift', () => {
    const shifts = [shift('ann', NOW, NOW + HOUR)];
    expect(dutyAt(shifts, 'ann', NOW - 1)).toEqual({ onDuty: false, since: -Infinity });
    expect(dutyAt(shifts, 'ann', NOW)).toEqual({ onDuty: true, since: NOW, until: NOW + HOUR });
    expect(dutyAt(shifts, 'ann', NOW + HOUR - 1).onDuty).toBe(true);
    expect(dutyAt(shifts, 'ann', NOW + HOUR)).toEqual({ onDuty: false, since: NOW + HOUR });
    expect(dutyAt(shifts, 'bob', NOW).onDuty).toBe(false);
  });

  it('[R23] joins shifts that touch or overlap and keeps apart those that do not', () => {
    const shifts = [
      shift('ann', NOW + HOUR, NOW + 2 * HOUR),
      shift('ann', NOW - 3 * HOUR, NOW - 2 * HOUR),
      shift('ann', NOW - HOUR, NOW + HOUR),
      shift('ann', NOW + 3 * HOUR, NOW + 4 * HOUR),
    ];
    expect(dutyAt(shifts, 'ann', NOW)).toEqual({ onDuty: true, since: NOW - HOUR, until: NOW + 2 * HOUR });
    expect(dutyAt(shifts, 'ann', NOW - 90 * MINUTE)).toEqual({ onDuty: false, since: NOW - 2 * HOUR });
  });
});

describe('the list of agents online', () => {
  it('[R23] says of each whether he is on shift, and leaves out who is not signed in', () => {
    const shifts = [shift('ann', NOW - HOUR, NOW + HOUR)];
    const presences = [
      seen('cid', 'INVISIBLE', 1),
      seen('bob', 'ONLINE', 2),
      seen('ann', 'AWAY', 3),
      seen('dan', 'OFFLINE', 4),
    ];
    expect(listOnlineAgents({ shifts, presences, now: NOW })).toEqual([
      { agentId: 'ann', status: 'AWAY', since: 3, onDuty: true, dutyEndsAt: NOW + HOUR },
      { agentId: 'bob', status: 'ONLINE', since: 2, onDuty: false },
      { agentId: 'cid', status: 'INVISIBLE', since: 1, onDuty: false },
    ]);
  });
});
