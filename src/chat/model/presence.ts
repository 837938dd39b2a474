/** What an agent's colleagues see. OFFLINE means not signed in: no client of the agent holds a presence lease. */
export const AGENT_STATUSES = ['ONLINE', 'AWAY', 'INVISIBLE', 'OFFLINE'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];

/** BROADCAST: every request is shown to all who may accept it. ASSIGNED: the server gives each request to one agent. */
export const ROUTING_MODES = ['BROADCAST', 'ASSIGNED'] as const;
export type RoutingMode = (typeof ROUTING_MODES)[number];

/** One cell of the table. */
export interface PresenceRights {
  /** Counts as online for visitors. */
  readonly visibleOnline: boolean;
  /** Is shown new requests: all of them in BROADCAST, the ones given to the agent in ASSIGNED. */
  readonly seesRequest: boolean;
  readonly mayAccept: boolean;
  /** May be given a request by the server. */
  readonly mayBeAssigned: boolean;
  /** Is enough, alone, for automatic greetings to fire. */
  readonly triggersFire: boolean;
}

const SERVES_BROADCAST = {
  visibleOnline: true,
  seesRequest: true,
  mayAccept: true,
  mayBeAssigned: false,
  triggersFire: true,
} as const;
const SERVES_ASSIGNED = { ...SERVES_BROADCAST, mayBeAssigned: true } as const;
const NOTHING = {
  visibleOnline: false,
  seesRequest: false,
  mayAccept: false,
  mayBeAssigned: false,
  triggersFire: false,
} as const;

/**
 * Status × routing mode, complete.
 * AWAY tells other agents only: all its rights are those of ONLINE. That holds for being assigned too, because a visitor
 * who sees an all-Away desk as online must reach somebody; routing merely prefers ONLINE agents (see routing.ts).
 * INVISIBLE is never counted as online; it may still pick up from a broadcast, but gets nothing where the server assigns.
 */
export const presenceTable: Readonly<Record<AgentStatus, Readonly<Record<RoutingMode, PresenceRights>>>> = {
  ONLINE: { BROADCAST: SERVES_BROADCAST, ASSIGNED: SERVES_ASSIGNED },
  AWAY: { BROADCAST: SERVES_BROADCAST, ASSIGNED: SERVES_ASSIGNED },
  INVISIBLE: { BROADCAST: { ...NOTHING, seesRequest: true, mayAccept: true }, ASSIGNED: NOTHING },
  OFFLINE: { BROADCAST: NOTHING, ASSIGNED: NOTHING },
};

/** What an agent in this status may do under this routing mode. */
export function presenceRights(status: AgentStatus, mode: RoutingMode): PresenceRights {
  return presenceTable[status][mode];
}

/** Inactivity after which ONLINE becomes AWAY: 15 minutes, in ms. */
export const AWAY_AFTER_MS = 15 * 60_000;

/** All times in ms since the epoch. */
export interface PresenceFacts {
  /** The status that the agent chose last; OFFLINE after signing out. */
  readonly chosen: AgentStatus;
  /** Last mutation by the agent, or last heartbeat that said the person acted. */
  readonly lastActivityAt: number;
  /** When the last lease of the agent's clients runs out; absent when there is none. */
  readonly leaseExpiresAt?: number | undefined;
  readonly now: number;
  /** In ms; AWAY_AFTER_MS unless told. */
  readonly awayAfterMs?: number;
}

/**
 * The status as the server decides it. A lease ends at the instant it names; ONLINE turns AWAY when inactivity reaches the
 * limit (at 15:00.000, not one millisecond later). INVISIBLE is a choice and does not turn into anything by inactivity.
 */
export function effectiveStatus(facts: PresenceFacts): AgentStatus {
  const { chosen, lastActivityAt, leaseExpiresAt, now, awayAfterMs = AWAY_AFTER_MS } = facts;
  if (leaseExpiresAt === undefined || now >= leaseExpiresAt) return 'OFFLINE';
  return chosen === 'ONLINE' && now - lastActivityAt >= awayAfterMs ? 'AWAY' : chosen;
}

/** When the effective status will change by the passing of time alone (ms); `undefined` when it will not. */
export function nextStatusChangeAt(facts: PresenceFacts): number | undefined {
  const { lastActivityAt, leaseExpiresAt, awayAfterMs = AWAY_AFTER_MS } = facts;
  const status = effectiveStatus(facts);
  if (status === 'OFFLINE' || leaseExpiresAt === undefined) return undefined;
  return status === 'ONLINE' ? Math.min(leaseExpiresAt, lastActivityAt + awayAfterMs) : leaseExpiresAt;
}

export type InvisibleDecision = { readonly allowed: true } | { readonly allowed: false; readonly reason: 'ON_DUTY' };

/** INVISIBLE is for after work: refused while a shift of the agent covers the present. */
export function mayGoInvisible({ onDuty }: { readonly onDuty: boolean }): InvisibleDecision {
  return onDuty ? { allowed: false, reason: 'ON_DUTY' } : { allowed: true };
}
