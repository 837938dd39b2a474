import fc from 'fast-check';
import { decideAvailability, type AvailabilityInput } from './availability.js';
import { AGENT_STATUSES, ROUTING_MODES, presenceRights, type AgentStatus } from './presence.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const agent = (status: AgentStatus, activeChats = 0, maxChats = 3) => ({ status, activeChats, maxChats });
const input = (agents: AvailabilityInput['agents'], rest: Partial<AvailabilityInput> = {}): AvailabilityInput => ({
  now: NOW,
  hours: { open: true },
  agents,
  mode: 'BROADCAST',
  listExpirySeconds: 60,
  ...rest,
});

describe.each([...ROUTING_MODES])('availability under %s', (mode) => {
  const decide = (...agents: AvailabilityInput['agents']) => {
    const { state, reason, triggersFire } = decideAvailability(input(agents, { mode }));
    return `${state} ${reason} ${triggersFire ? 'triggers' : 'silent'}`;
  };

  it('[B4] [R50] is LIVE when somebody online has room for one more chat', () => {
    expect(decide(agent('ONLINE', 3), agent('ONLINE', 2))).toBe('LIVE AGENT_FREE triggers');
  });

  it('[B4] [R51] is WAIT when everybody online is busy', () => {
    expect(decide(agent('ONLINE', 3), agent('AWAY', 4))).toBe('WAIT ALL_BUSY triggers');
  });

  it('[D6] [R32] is LIVE when all agents are Away', () => {
    expect(decide(agent('AWAY'), agent('AWAY'))).toBe('LIVE AGENT_FREE triggers');
  });

  it('[R37] [R52] [D6] is LEAVE_MESSAGE, and no trigger fires, when everybody is Invisible', () => {
    expect(decide(agent('INVISIBLE'), agent('INVISIBLE'), agent('OFFLINE'))).toBe('LEAVE_MESSAGE ALL_INVISIBLE silent');
  });

  it('[R52] [D6] is LEAVE_MESSAGE when nobody is signed in', () => {
    expect(decide()).toBe('LEAVE_MESSAGE NOBODY_SIGNED_IN silent');
    expect(decide(agent('OFFLINE'))).toBe('LEAVE_MESSAGE NOBODY_SIGNED_IN silent');
  });

  it('[R33] does not count a free Invisible agent beside busy visible ones', () => {
    expect(decide(agent('INVISIBLE'), agent('ONLINE', 3))).toBe('WAIT ALL_BUSY triggers');
  });

  it('does not count an agent who serves no chats', () => {
    expect(decide(agent('ONLINE', 0, 0))).toBe('LEAVE_MESSAGE NOBODY_SIGNED_IN silent');
  });

  it('[R39] [R73] is LEAVE_MESSAGE outside hours although somebody forgot to sign out', () => {
    const decision = decideAvailability(input([agent('ONLINE')], { mode, hours: { open: false } }));
    expect(decision).toMatchObject({ state: 'LEAVE_MESSAGE', reason: 'OUTSIDE_HOURS', triggersFire: false });
  });
});

describe('the expiry of an availability', () => {
  const expiry = (nextChangeAt: number | undefined, listExpirySeconds = 60) =>
    decideAvailability(input([agent('ONLINE')], { hours: { open: true, nextChangeAt }, listExpirySeconds })).expiresAt;

  it('[B4] [R54] is the list expiry after the decision', () => {
    expect(expiry(undefined, 45)).toBe(NOW + 45_000);
    expect(decideAvailability(input([])).decidedAt).toBe(NOW);
  });

  it('[B4] [R54] is never later than the next change of working hours', () => {
    expect(expiry(NOW + 59_999)).toBe(NOW + 59_999);
    expect(expiry(NOW + 60_001)).toBe(NOW + 60_000);
  });

  it('[R54] lies after the decision even when the given change is past', () => {
    expect(expiry(NOW)).toBe(NOW + 60_000);
    expect(expiry(NOW - 1)).toBe(NOW + 60_000);
  });

  it.each([0, -1, NaN])('refuses an expiry of %p seconds', (seconds) => {
    expect(() => expiry(undefined, seconds)).toThrow(RangeError);
  });
});

describe('any desk', () => {
  const agents = fc.array(
    fc.record({
      status: fc.constantFrom(...AGENT_STATUSES),
      activeChats: fc.nat(4),
      maxChats: fc.nat(4),
    }),
  );

  it('[B4] [R37] fires triggers exactly when the button is live and somebody visible serves chats within hours', () => {
    fc.assert(
      fc.property(agents, fc.constantFrom(...ROUTING_MODES), fc.boolean(), (desk, mode, open) => {
        const decision = decideAvailability(input(desk, { mode, hours: { open } }));
        const somebody = desk.some((one) => one.maxChats > 0 && presenceRights(one.status, mode).triggersFire);
        expect(decision.triggersFire).toBe(open && somebody);
        expect(decision.state === 'LEAVE_MESSAGE').toBe(!decision.triggersFire);
        expect(decideAvailability(input(desk.toReversed(), { mode, hours: { open } }))).toEqual(decision);
      }),
    );
  });
});
