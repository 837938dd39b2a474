/** A chat may be left after the customer owes an answer for more than this: 3 minutes, in ms. */
export const SILENCE_LIMIT_MS = 3 * 60_000;

/** All times in ms since the epoch; messages by people only, an automatic greeting is none. */
export interface SilenceFacts {
  readonly lastCustomerMessageAt?: number | undefined;
  readonly lastAgentMessageAt?: number | undefined;
  /** When the agent who wants to leave took the chat over. */
  readonly acceptedAt: number;
  readonly now: number;
}

export type SilenceDecision =
  | { readonly allowed: true; readonly silentSince: number }
  /** `possibleAt` (ms) is the first instant at which it is allowed if nobody writes. */
  | { readonly allowed: false; readonly reason: 'TOO_EARLY'; readonly silentSince: number; readonly possibleAt: number }
  | { readonly allowed: false; readonly reason: 'AGENT_OWES_ANSWER' };

/**
 * Whether the agent may leave the chat because the customer does not answer: strictly more than 3 minutes after the agent's
 * last message (or after taking the chat over, if that is later) without one from the customer. As long as the customer wrote
 * last, or nobody wrote, the agent owes the answer; two messages of the same millisecond count as answered.
 */
export function mayLeaveForSilence(facts: SilenceFacts): SilenceDecision {
  const { lastCustomerMessageAt = -Infinity, lastAgentMessageAt, acceptedAt, now } = facts;
  if (lastAgentMessageAt === undefined || lastAgentMessageAt <= lastCustomerMessageAt) {
    return { allowed: false, reason: 'AGENT_OWES_ANSWER' };
  }
  const silentSince = Math.max(lastAgentMessageAt, acceptedAt);
  if (now - silentSince > SILENCE_LIMIT_MS) return { allowed: true, silentSince };
  return { allowed: false, reason: 'TOO_EARLY', silentSince, possibleAt: silentSince + SILENCE_LIMIT_MS + 1 };
}
