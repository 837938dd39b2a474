import { type RosterAlert, rosterAlerts, type RosterPresence, type Shift } from './roster.js';

/** What is known of one agent for the comparison with the roster. Times in ms since the epoch. */
export interface AgentRoster {
  readonly agentId: string;
  /** Brands for which he works and which have a roster at present. */
  readonly brandIds: readonly string[];
  /** Whether he serves chats at all. */
  readonly servesChats: boolean;
  /** His shifts, at all brands. */
  readonly shifts: ReadonlyArray<Shift & { readonly brandId: string }>;
  /** Undefined when he never signed in. */
  readonly presence: RosterPresence | undefined;
  readonly now: number;
}

/** A disagreement between roster and presence at one brand. */
export interface BrandAlert extends RosterAlert {
  readonly brandId: string;
}

/**
 * Where an agent's presence and the rosters of his brands disagree now, however short, and the instants to come at which a shift
 * begins or ends. At a brand without a roster nothing is wrong; and who has a shift at one brand does not work off shift at the others.
 */
export function disagreements(agent: AgentRoster): { readonly alerts: BrandAlert[]; readonly boundaries: number[] } {
  const { agentId, brandIds, servesChats, shifts, presence, now } = agent;
  const presences = presence ? [presence] : [];
  const among = (some: readonly Shift[]): RosterAlert[] =>
    rosterAlerts({ shifts: some, presences, now, graceSeconds: 0 }).filter((alert) => alert.agentId === agentId);
  const offShift = among(shifts).filter(({ kind }) => servesChats && kind === 'WORKING_OFF_SHIFT');
  const alerts = brandIds.flatMap((brandId) => {
    const onDuty = among(shifts.filter((shift) => shift.brandId === brandId));
    return [...onDuty.filter(({ kind }) => kind !== 'WORKING_OFF_SHIFT'), ...offShift].map((alert) => ({
      ...alert,
      brandId,
    }));
  });
  const boundaries = shifts.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]).filter((at) => at > now);
  return { alerts, boundaries };
}
