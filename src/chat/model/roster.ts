import type { AgentStatus } from './presence.js';

/** Working time of one agent in ms since the epoch; start included, end excluded. */
export interface Shift {
  readonly agentId: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** An agent's effective status and since when (ms) it lasts. No presence at all means OFFLINE since ever. */
export interface RosterPresence {
  readonly agentId: string;
  readonly status: AgentStatus;
  readonly since: number;
}

/** ABSENT, AWAY and INVISIBLE: on duty but not Online. WORKING_OFF_SHIFT: visible to visitors without a shift. */
export const ROSTER_ALERT_KINDS = ['ABSENT', 'AWAY', 'INVISIBLE', 'WORKING_OFF_SHIFT'] as const;
export type RosterAlertKind = (typeof ROSTER_ALERT_KINDS)[number];

export interface RosterAlert {
  readonly agentId: string;
  readonly kind: RosterAlertKind;
  /** Since when (ms) roster and presence disagree: never before the shift began or, off shift, ended. */
  readonly since: number;
}

export interface RosterInput {
  readonly shifts: readonly Shift[];
  /** One per agent. */
  readonly presences: readonly RosterPresence[];
  /** Ms since the epoch. */
  readonly now: number;
}

/** On duty: from `since` to `until`, shifts that touch or overlap are one duty. Off duty: since the last duty ended, -Infinity if none. */
export type Duty =
  | { readonly onDuty: true; readonly since: number; readonly until: number }
  | { readonly onDuty: false; readonly since: number };

/** Whether the agent is on duty at `now` (ms), from the shifts of any agents in any order. */
export function dutyAt(shifts: readonly Shift[], agentId: string, now: number): Duty {
  let since = -Infinity;
  let until = -Infinity;
  const own = shifts.filter((shift) => shift.agentId === agentId && shift.endsAt > shift.startsAt);
  for (const { startsAt, endsAt } of own.toSorted((a, b) => a.startsAt - b.startsAt)) {
    if (startsAt > until) {
      if (startsAt > now) break;
      since = startsAt;
    }
    until = Math.max(until, endsAt);
  }
  return now < until ? { onDuty: true, since, until } : { onDuty: false, since: until };
}

/** A row of the list of agents online: online does not mean working. */
export interface ListedAgent extends RosterPresence {
  readonly onDuty: boolean;
  /** End (ms) of the duty; absent off duty. */
  readonly dutyEndsAt?: number;
}

/** The agents who are signed in, by id, each with whether a shift covers the present. */
export function listOnlineAgents({ shifts, presences, now }: RosterInput): ListedAgent[] {
  return presences
    .filter(({ status }) => status !== 'OFFLINE')
    .map((presence) => {
      const duty = dutyAt(shifts, presence.agentId, now);
      return { ...presence, onDuty: duty.onDuty, ...(duty.onDuty ? { dutyEndsAt: duty.until } : {}) };
    })
    .toSorted(byAgent);
}

/**
 * Where presence and roster have disagreed for at least `graceSeconds` (0 or more), by agent id.
 * An Invisible agent off shift is as it should be and raises nothing.
 */
export function rosterAlerts(input: RosterInput & { readonly graceSeconds: number }): RosterAlert[] {
  const { shifts, presences, now, graceSeconds } = input;
  const known = new Map(presences.map((presence) => [presence.agentId, presence]));
  const agentIds = new Set([...known.keys(), ...shifts.map(({ agentId }) => agentId)]);
  return [...agentIds]
    .flatMap((agentId) => {
      const { status, since } = known.get(agentId) ?? { status: 'OFFLINE' as const, since: -Infinity };
      const duty = dutyAt(shifts, agentId, now);
      const kind = duty.onDuty ? ON_DUTY[status] : OFF_DUTY[status];
      return kind ? [{ agentId, kind, since: Math.max(since, duty.since) }] : [];
    })
    .filter(({ since }) => now - since >= graceSeconds * 1000)
    .toSorted(byAgent);
}

const ON_DUTY: Readonly<Record<AgentStatus, RosterAlertKind | undefined>> = {
  ONLINE: undefined,
  AWAY: 'AWAY',
  INVISIBLE: 'INVISIBLE',
  OFFLINE: 'ABSENT',
};
const OFF_DUTY: Readonly<Record<AgentStatus, RosterAlertKind | undefined>> = {
  ONLINE: 'WORKING_OFF_SHIFT',
  AWAY: 'WORKING_OFF_SHIFT',
  INVISIBLE: undefined,
  OFFLINE: undefined,
};

function byAgent(a: { readonly agentId: string }, b: { readonly agentId: string }): number {
  return a.agentId === b.agentId ? 0 : a.agentId < b.agentId ? -1 : 1;
}
