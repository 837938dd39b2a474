import { type AgentRoster, disagreements } from './brand-roster.js';
import type { AgentStatus } from './presence.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;

const roster = (status: AgentStatus | undefined, rest: Partial<AgentRoster> = {}): AgentRoster => ({
  agentId: 'ann',
  brandIds: ['BCW', 'WE'],
  servesChats: true,
  shifts: [shift('BCW', NOW - HOUR, NOW + HOUR)],
  presence: status && { agentId: 'ann', status, since: NOW - 1 },
  now: NOW,
  ...rest,
});
const shift = (brandId: string, startsAt: number, endsAt: number) => ({ agentId: 'ann', brandId, startsAt, endsAt });
const found = (agent: AgentRoster) => disagreements(agent).alerts.map(({ brandId, kind }) => `${brandId} ${kind}`);

describe('the rosters of several brands', () => {
  it.each([
    ['ONLINE', []],
    ['AWAY', ['BCW AWAY']],
    ['INVISIBLE', ['BCW INVISIBLE']],
    ['OFFLINE', ['BCW ABSENT']],
    [undefined, ['BCW ABSENT']],
  ] as const)('[R24] miss an agent who is %s only where his shift is', (status, expected) => {
    expect(found(roster(status))).toEqual(expected);
  });

  it('[R23] find an agent without any shift to be working off shift at each of them', () => {
    expect(found(roster('ONLINE', { shifts: [] }))).toEqual(['BCW WORKING_OFF_SHIFT', 'WE WORKING_OFF_SHIFT']);
  });

  it('[R23] say nothing of brands without a roster', () => {
    expect(found(roster('ONLINE', { shifts: [], brandIds: ['WE'] }))).toEqual(['WE WORKING_OFF_SHIFT']);
    expect(found(roster('OFFLINE', { brandIds: ['WE'] }))).toEqual([]);
  });

  it('[R23] say nothing of staff who serve no chats, unless a shift is planned for them', () => {
    expect(found(roster('ONLINE', { shifts: [], servesChats: false }))).toEqual([]);
    expect(found(roster('AWAY', { servesChats: false }))).toEqual(['BCW AWAY']);
  });

  it('[R23] name the coming beginnings and ends of shifts', () => {
    const shifts = [shift('BCW', NOW - HOUR, NOW + HOUR), shift('WE', NOW + 2 * HOUR, NOW + 3 * HOUR)];
    expect(disagreements(roster('ONLINE', { shifts })).boundaries).toEqual([
      NOW + HOUR,
      NOW + 2 * HOUR,
      NOW + 3 * HOUR,
    ]);
    const over = [shift('BCW', NOW - HOUR, NOW)];
    expect(disagreements(roster('ONLINE', { shifts: over })).boundaries).toEqual([]);
  });
});
