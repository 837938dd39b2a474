import { presenceRights, type AgentStatus, type RoutingMode } from './presence.js';

/** Why an agent was left out of one decision, the first reason that holds in this order. */
export const EXCLUSION_REASONS = [
  'NOT_OF_BRAND',
  'OFFLINE',
  'INVISIBLE',
  'DECLINED',
  'AT_CAPACITY',
  /** Somebody on duty can take the chat. */
  'OFF_DUTY',
  /** Somebody who is not Away can take the chat. */
  'AWAY',
] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

/** What settled the decision: the first criterion in which the chosen agent differs from the next one. */
export const ROUTING_RULES = [
  'OFFERED_TO_ALL',
  'NOBODY_AVAILABLE',
  'ONLY_CANDIDATE',
  'FEWEST_ACTIVE_CHATS',
  'FEWEST_ASSIGNED_THIS_SHIFT',
  'LONGEST_SINCE_LAST_ASSIGNMENT',
  'STABLE_ORDER',
] as const;
export type RoutingRule = (typeof ROUTING_RULES)[number];

/** One agent as known at the time of the decision; each agent appears once. */
export interface RoutingCandidate {
  readonly agentId: string;
  /** The effective status. */
  readonly status: AgentStatus;
  /** Whether a shift of the agent covers the present. */
  readonly onDuty: boolean;
  /** Whether the agent serves the brand of the request. */
  readonly speaksBrand: boolean;
  readonly activeChats: number;
  readonly maxChats: number;
  /** Requests given to the agent since the shift began. */
  readonly assignedThisShift: number;
  /** Ms since the epoch; absent when never. */
  readonly lastAssignedAt?: number | undefined;
  /** Whether the agent already declined, or let pass, this very request. */
  readonly declinedThis: boolean;
}

export interface RoutingRequest {
  readonly mode: RoutingMode;
  readonly candidates: readonly RoutingCandidate[];
  /** Ms since the epoch. */
  readonly now: number;
}

/** The load that counted for one agent considered. */
export type ConsideredAgent = Pick<
  RoutingCandidate,
  'agentId' | 'activeChats' | 'maxChats' | 'assignedThisShift' | 'lastAssignedAt'
>;

/** What is stored with the request: who was considered (fairest first), who was not and why, and the choice. */
export interface RoutingDecision {
  readonly mode: RoutingMode;
  readonly rule: RoutingRule;
  readonly decidedAt: number;
  readonly candidates: readonly ConsideredAgent[];
  /** In the order of the ids. */
  readonly excluded: ReadonlyArray<{ readonly agentId: string; readonly reason: ExclusionReason }>;
  /** BROADCAST: all who see the request; ASSIGNED: the one assigned, if any. */
  readonly offeredTo: readonly string[];
  readonly assignedTo?: string;
}

/**
 * Decides who gets a chat request; the order of the candidates given does not matter.
 * BROADCAST offers it to everyone whom the presence table lets accept and who has room, on duty or not. ASSIGNED chooses
 * among those on duty if there are any, then among those not Away if there are any; there the fairest gets it: fewest
 * active chats, then fewest assigned in this shift, then longest since the last assignment, then the smaller id.
 */
export function routeRequest({ mode, candidates, now }: RoutingRequest): RoutingDecision {
  const excluded: Array<{ agentId: string; reason: ExclusionReason }> = [];
  const exclude = (
    agents: readonly RoutingCandidate[],
    reasonFor: (agent: RoutingCandidate) => ExclusionReason | undefined,
  ) =>
    agents.filter((agent) => {
      const reason = reasonFor(agent);
      if (reason) excluded.push({ agentId: agent.agentId, reason });
      return !reason;
    });

  let eligible = exclude(candidates, (agent) => barrier(agent, mode));
  if (mode === 'ASSIGNED') {
    if (eligible.some(({ onDuty }) => onDuty))
      eligible = exclude(eligible, ({ onDuty }) => (onDuty ? undefined : 'OFF_DUTY'));
    if (eligible.some(({ status }) => status !== 'AWAY')) {
      eligible = exclude(eligible, ({ status }) => (status === 'AWAY' ? 'AWAY' : undefined));
    }
  }
  const fairest = eligible.toSorted(byFairness);
  const [first, second] = fairest;
  const assigned = mode === 'ASSIGNED' && first ? first.agentId : undefined;
  return {
    mode,
    rule: !first ? 'NOBODY_AVAILABLE' : mode === 'BROADCAST' ? 'OFFERED_TO_ALL' : settledBy(first, second),
    decidedAt: now,
    candidates: fairest.map(({ agentId, activeChats, maxChats, assignedThisShift, lastAssignedAt }) => ({
      agentId,
      activeChats,
      maxChats,
      assignedThisShift,
      lastAssignedAt,
    })),
    excluded: excluded.toSorted((a, b) => compareIds(a.agentId, b.agentId)),
    offeredTo: mode === 'BROADCAST' ? fairest.map(({ agentId }) => agentId) : assigned === undefined ? [] : [assigned],
    ...(assigned === undefined ? {} : { assignedTo: assigned }),
  };
}

function barrier(agent: RoutingCandidate, mode: RoutingMode): ExclusionReason | undefined {
  if (!agent.speaksBrand) return 'NOT_OF_BRAND';
  const rights = presenceRights(agent.status, mode);
  if (!(mode === 'ASSIGNED' ? rights.mayBeAssigned : rights.mayAccept)) {
    return agent.status === 'OFFLINE' ? 'OFFLINE' : 'INVISIBLE';
  }
  if (agent.declinedThis) return 'DECLINED';
  return agent.activeChats >= agent.maxChats ? 'AT_CAPACITY' : undefined;
}

const CRITERIA: ReadonlyArray<readonly [RoutingRule, (a: RoutingCandidate, b: RoutingCandidate) => number]> = [
  ['FEWEST_ACTIVE_CHATS', (a, b) => a.activeChats - b.activeChats],
  ['FEWEST_ASSIGNED_THIS_SHIFT', (a, b) => a.assignedThisShift - b.assignedThisShift],
  ['LONGEST_SINCE_LAST_ASSIGNMENT', (a, b) => compareTimes(a.lastAssignedAt, b.lastAssignedAt)],
  ['STABLE_ORDER', (a, b) => compareIds(a.agentId, b.agentId)],
];

function byFairness(a: RoutingCandidate, b: RoutingCandidate): number {
  for (const [, compare] of CRITERIA) {
    const order = compare(a, b);
    if (order !== 0) return order;
  }
  return 0;
}

function settledBy(first: RoutingCandidate, second: RoutingCandidate | undefined): RoutingRule {
  if (!second) return 'ONLY_CANDIDATE';
  return CRITERIA.find(([, compare]) => compare(first, second) !== 0)?.[0] ?? 'STABLE_ORDER';
}

/** Never assigned comes first. */
function compareTimes(a: number | undefined, b: number | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  return b === undefined ? 1 : a - b;
}

/** By code unit, so that the order does not depend on a locale. */
function compareIds(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
