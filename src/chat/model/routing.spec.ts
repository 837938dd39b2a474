import fc from 'fast-check';
import { AGENT_STATUSES, ROUTING_MODES } from './presence.js';
import { routeRequest, type RoutingCandidate } from './routing.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const agent = (agentId: string, rest: Partial<RoutingCandidate> = {}): RoutingCandidate => ({
  agentId,
  status: 'ONLINE',
  onDuty: true,
  speaksBrand: true,
  activeChats: 0,
  maxChats: 3,
  assignedThisShift: 0,
  declinedThis: false,
  ...rest,
});
const assign = (...candidates: RoutingCandidate[]) => routeRequest({ mode: 'ASSIGNED', candidates, now: NOW });
const broadcast = (...candidates: RoutingCandidate[]) => routeRequest({ mode: 'BROADCAST', candidates, now: NOW });

describe('broadcast routing', () => {
  it('[R35] [B3] offers the request to Invisible and Away agents too and assigns nobody', () => {
    const decision = broadcast(agent('c', { status: 'INVISIBLE' }), agent('a'), agent('b', { status: 'AWAY' }));
    expect(decision).toMatchObject({ rule: 'OFFERED_TO_ALL', offeredTo: ['a', 'b', 'c'], excluded: [] });
    expect(decision).not.toHaveProperty('assignedTo');
  });

  it('[R40] offers it to agents off duty as well', () => {
    expect(broadcast(agent('a', { onDuty: false }), agent('b')).offeredTo).toEqual(['a', 'b']);
  });

  it('[B3] names who was left out and why', () => {
    const decision = broadcast(
      agent('full', { activeChats: 3 }),
      agent('gone', { status: 'OFFLINE' }),
      agent('other', { speaksBrand: false, status: 'OFFLINE' }),
      agent('said-no', { declinedThis: true, activeChats: 3 }),
    );
    expect(decision).toEqual({
      mode: 'BROADCAST',
      rule: 'NOBODY_AVAILABLE',
      decidedAt: NOW,
      candidates: [],
      excluded: [
        { agentId: 'full', reason: 'AT_CAPACITY' },
        { agentId: 'gone', reason: 'OFFLINE' },
        { agentId: 'other', reason: 'NOT_OF_BRAND' },
        { agentId: 'said-no', reason: 'DECLINED' },
      ],
      offeredTo: [],
    });
  });
});

describe('assigned routing', () => {
  it('[R36] [B3] never gives a request to an Invisible agent', () => {
    const decision = assign(agent('a', { status: 'INVISIBLE' }));
    expect(decision).toMatchObject({ rule: 'NOBODY_AVAILABLE', offeredTo: [] });
    expect(decision.excluded).toEqual([{ agentId: 'a', reason: 'INVISIBLE' }]);
    expect(decision).not.toHaveProperty('assignedTo');
  });

  it.each([
    ['FEWEST_ACTIVE_CHATS', { activeChats: 1 }, { activeChats: 0, assignedThisShift: 9, lastAssignedAt: NOW }],
    ['FEWEST_ASSIGNED_THIS_SHIFT', { assignedThisShift: 2 }, { assignedThisShift: 1, lastAssignedAt: NOW }],
    ['LONGEST_SINCE_LAST_ASSIGNMENT', { lastAssignedAt: NOW - 1 }, { lastAssignedAt: NOW - 2 }],
    ['LONGEST_SINCE_LAST_ASSIGNMENT', { lastAssignedAt: 0 }, {}],
  ] as const)('[R40] [B3] decides by %s (%#) and records it', (rule, loser, winner) => {
    const decision = assign(agent('a', loser), agent('b', winner));
    expect(decision).toMatchObject({ rule, assignedTo: 'b', offeredTo: ['b'] });
    expect(decision.candidates.map(({ agentId }) => agentId)).toEqual(['b', 'a']);
  });

  it('[R40] [B3] falls back to the order of the ids, and says so when there was no choice', () => {
    expect(assign(agent('b'), agent('a'))).toMatchObject({ rule: 'STABLE_ORDER', assignedTo: 'a' });
    expect(assign(agent('b'))).toMatchObject({ rule: 'ONLY_CANDIDATE', assignedTo: 'b' });
  });

  it('[R40] [B3] records the load that counted', () => {
    const load = { activeChats: 1, maxChats: 4, assignedThisShift: 7, lastAssignedAt: NOW - 5 };
    expect(assign(agent('a', load)).candidates).toEqual([{ agentId: 'a', ...load }]);
  });

  it('[R40] prefers those on duty, however loaded, while one of them has room', () => {
    const off = agent('off', { onDuty: false });
    const decision = assign(off, agent('on', { activeChats: 2 }));
    expect(decision).toMatchObject({ assignedTo: 'on', excluded: [{ agentId: 'off', reason: 'OFF_DUTY' }] });
    expect(assign(off, agent('on', { activeChats: 3 })).assignedTo).toBe('off');
  });

  it('[R32] [D6] gives the request to an Away agent only when nobody else on duty can take it', () => {
    const away = agent('away', { status: 'AWAY' });
    const decision = assign(away, agent('here', { activeChats: 2 }));
    expect(decision).toMatchObject({ assignedTo: 'here', excluded: [{ agentId: 'away', reason: 'AWAY' }] });
    expect(assign(away, agent('here', { activeChats: 3 })).assignedTo).toBe('away');
    expect(assign(away).assignedTo).toBe('away');
  });

  it('does not give a request twice to who declined it', () => {
    expect(assign(agent('a', { declinedThis: true }), agent('b', { activeChats: 2 })).assignedTo).toBe('b');
  });
});

describe('any desk', () => {
  const candidate = fc.record({
    agentId: fc.string({ minLength: 1, maxLength: 3 }),
    status: fc.constantFrom(...AGENT_STATUSES),
    onDuty: fc.boolean(),
    speaksBrand: fc.boolean(),
    activeChats: fc.nat(3),
    maxChats: fc.nat(3),
    assignedThisShift: fc.nat(3),
    lastAssignedAt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    declinedThis: fc.boolean(),
  });
  const desk = fc.uniqueArray(candidate, { selector: ({ agentId }) => agentId, maxLength: 8 });
  const mode = fc.constantFrom(...ROUTING_MODES);

  it('[B3] decides the same for any order of the candidates', () => {
    const shuffled = desk.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, mode, ([all, other], routing) => {
        const decision = routeRequest({ mode: routing, candidates: all, now: NOW });
        expect(routeRequest({ mode: routing, candidates: other, now: NOW })).toEqual(decision);
      }),
    );
  });

  it('[B3] [R36] puts every agent in exactly one list and chooses only among those considered', () => {
    fc.assert(
      fc.property(desk, mode, (all, routing) => {
        const decision = routeRequest({ mode: routing, candidates: all, now: NOW });
        const considered = decision.candidates.map(({ agentId }) => agentId);
        const out = decision.excluded.map(({ agentId }) => agentId);
        expect([...considered, ...out].toSorted()).toEqual(all.map(({ agentId }) => agentId).toSorted());
        expect(decision.offeredTo.every((id) => considered.includes(id))).toBe(true);
        expect(decision.assignedTo).toBe(routing === 'ASSIGNED' ? considered[0] : undefined);
        const chosen = all.filter(({ agentId }) => decision.offeredTo.includes(agentId));
        expect(chosen.every((one) => one.speaksBrand && !one.declinedThis && one.activeChats < one.maxChats)).toBe(
          true,
        );
      }),
    );
  });

  it('[R40] distributes short chats among equal agents so that nobody is more than one ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 60 }), (size, chats) => {
        const agents = Array.from({ length: size }, (_, index) => agent(`agent-${index}`, { maxChats: 99 }));
        const given = new Map(
          agents.map(({ agentId }) => [agentId, { count: 0, last: undefined as number | undefined }]),
        );
        for (let turn = 0; turn < chats; turn++) {
          const candidates = agents.map((one) => ({
            ...one,
            assignedThisShift: given.get(one.agentId)!.count,
            lastAssignedAt: given.get(one.agentId)!.last,
          }));
          const { assignedTo } = routeRequest({ mode: 'ASSIGNED', candidates, now: NOW + turn });
          const load = given.get(assignedTo!)!;
          load.count++;
          load.last = NOW + turn;
          const counts = [...given.values()].map(({ count }) => count);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('[R40] keeps the number of open chats of equal agents within one while chats only arrive', () => {
    const agents = ['a', 'b', 'c'].map((id) => agent(id, { maxChats: 10 }));
    const open = new Map(agents.map(({ agentId }) => [agentId, 0]));
    for (let turn = 0; turn < 30; turn++) {
      const candidates = agents.map((one) => ({ ...one, activeChats: open.get(one.agentId)! }));
      const { assignedTo } = routeRequest({ mode: 'ASSIGNED', candidates, now: NOW + turn });
      open.set(assignedTo!, open.get(assignedTo!)! + 1);
      expect(Math.max(...open.values()) - Math.min(...open.values())).toBeLessThanOrEqual(1);
    }
    expect([...open.values()]).toEqual([10, 10, 10]);
  });
});
