/** Names of chat's timers: use cases set them, the tasks under `handlers/` fire. Stored, so they must not change. */
export const chatTimers = {
  /** Nobody accepted the request in time. */
  requestExpired: 'miss-unanswered-request',
  /** The agent to whom the request was assigned let it pass. */
  offerExpired: 'offer-to-next-agent',
  /** The time that an agent promised is over. */
  promiseDue: 'settle-promise',
  /** The lease of a visitor's page ran out. */
  visitOver: 'end-visit',
  /** The visitor has been on a page for as long as a trigger waits. */
  greetingDue: 'greet-visitor',
  /** An agent's status may change by the passing of time: inactivity, or the end of his lease. */
  presenceDue: 'announce-presence',
  /** An agent's status and the shift roster are to be compared. */
  rosterDue: 'check-roster',
} as const;
