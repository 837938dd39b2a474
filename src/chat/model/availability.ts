import { presenceRights, type AgentStatus, type RoutingMode } from './presence.js';

/** What the chat button offers: a chat, a place in the queue (or a message, as the visitor likes), or the message form only. */
export const AVAILABILITY_STATES = ['LIVE', 'WAIT', 'LEAVE_MESSAGE'] as const;
export type AvailabilityState = (typeof AVAILABILITY_STATES)[number];

export const AVAILABILITY_REASONS = [
  'AGENT_FREE',
  'ALL_BUSY',
  'ALL_INVISIBLE',
  'NOBODY_SIGNED_IN',
  'OUTSIDE_HOURS',
] as const;
export type AvailabilityReason = (typeof AVAILABILITY_REASONS)[number];

export interface AvailabilityInput {
  /** Ms since the epoch. */
  readonly now: number;
  /** Whether the brand works now, and when (ms) that changes; absent when it never does. */
  readonly hours: { readonly open: boolean; readonly nextChangeAt?: number | undefined };
  /** The agents who serve the brand, in their effective status; one with `maxChats` 0 does not serve chats. */
  readonly agents: ReadonlyArray<{
    readonly status: AgentStatus;
    readonly activeChats: number;
    readonly maxChats: number;
  }>;
  readonly mode: RoutingMode;
  /** How long, in seconds (above 0), a visitor's page may trust the answer. */
  readonly listExpirySeconds: number;
}

/** `expiresAt` (ms, excluded): from then on the answer must be asked for again. */
export interface AvailabilityDecision {
  readonly state: AvailabilityState;
  readonly reason: AvailabilityReason;
  /** Whether automatic greetings may fire: whenever the button is live, even if all are busy. */
  readonly triggersFire: boolean;
  readonly decidedAt: number;
  readonly expiresAt: number;
}

/**
 * Decides what the chat button offers. Working hours come first: somebody who forgot to sign out after the shift is online
 * without working, and the visitor would wait for nobody. Within them the presence table decides: Away counts, Invisible
 * never does, not even when an Invisible agent could pick the chat up from a broadcast.
 * @throws RangeError when the expiry is not above 0.
 */
export function decideAvailability(input: AvailabilityInput): AvailabilityDecision {
  const { now, hours, listExpirySeconds } = input;
  if (!(listExpirySeconds > 0)) throw new RangeError(`List expiry ${listExpirySeconds} s is not above 0.`);
  const reason = reasonFor(input);
  const state = reason === 'AGENT_FREE' ? 'LIVE' : reason === 'ALL_BUSY' ? 'WAIT' : 'LEAVE_MESSAGE';
  const expiry = now + listExpirySeconds * 1000;
  const change = hours.nextChangeAt;
  return {
    state,
    reason,
    triggersFire: state !== 'LEAVE_MESSAGE',
    decidedAt: now,
    expiresAt: change !== undefined && change > now ? Math.min(expiry, change) : expiry,
  };
}

function reasonFor({ hours, agents, mode }: AvailabilityInput): AvailabilityReason {
  if (!hours.open) return 'OUTSIDE_HOURS';
  const signedIn = agents.filter(({ status, maxChats }) => status !== 'OFFLINE' && maxChats > 0);
  if (signedIn.length === 0) return 'NOBODY_SIGNED_IN';
  const visible = signedIn.filter(({ status }) => presenceRights(status, mode).visibleOnline);
  if (visible.length === 0) return 'ALL_INVISIBLE';
  return visible.some(({ activeChats, maxChats }) => activeChats < maxChats) ? 'AGENT_FREE' : 'ALL_BUSY';
}
