import { Refusal } from '@libs/domain';

/** Somebody else was faster: exactly one agent gets a chat. */
export class ChatAlreadyAccepted extends Refusal {
  constructor(acceptedBy: { id: string; displayName: string }, acceptedAt: Date) {
    super('ChatAlreadyAccepted', `${acceptedBy.displayName} has accepted this chat.`, {
      acceptedBy,
      acceptedAt: acceptedAt.toISOString(),
    });
  }
}

/** Why an agent may not take a request now. */
export type MayNotAcceptCause = 'STATUS' | 'NOT_OFFERED' | 'TOO_MANY_CHATS';

/** The agent's status, his number of chats or the routing does not let him take this request. */
export class MayNotAcceptChat extends Refusal {
  constructor(cause: MayNotAcceptCause) {
    const reasons = {
      STATUS: 'Your status does not let you accept chats. Go online first.',
      NOT_OFFERED: 'This request is offered to another agent now.',
      TOO_MANY_CHATS: 'You serve as many chats as you may at the same time.',
    };
    super('MayNotAcceptChat', reasons[cause], { cause });
  }
}

/** The chat was closed or missed: nothing can be added to it. */
export class ChatIsOver extends Refusal {
  constructor(status: string) {
    super('ChatIsOver', 'This chat is over.', { status });
  }
}

/** The chat is served by another agent, or by none yet. */
export class NotYourChat extends Refusal {
  constructor(servedBy: string | null) {
    super('NotYourChat', servedBy ? 'Another agent serves this chat.' : 'Nobody has accepted this chat yet.', {
      servedBy,
    });
  }
}

/** The visitor has a chat already: he goes on in that one. */
export class ChatAlreadyOpen extends Refusal {
  constructor(chatId: string) {
    super('ChatAlreadyOpen', 'You are in a chat already.', { chatId });
  }
}

/** There is nobody to chat with now; the visitor chooses among the next steps. */
export class ChatNotAvailable extends Refusal {
  constructor(state: 'WAIT' | 'LEAVE_MESSAGE') {
    const reason =
      state === 'WAIT' ? 'All our agents are busy at the moment.' : 'Nobody is here to chat at the moment.';
    super('ChatNotAvailable', reason, {
      state,
      nextSteps: state === 'WAIT' ? ['WAIT', 'LEAVE_MESSAGE'] : ['LEAVE_MESSAGE'],
    });
  }
}

/** The text links to the site of another brand. */
export class ForeignBrandLink extends Refusal {
  constructor(links: readonly { url: string; start: number; end: number; brandCode: string }[], field = 'text') {
    super('ForeignBrandLink', `A link leads to another site (${links.map((link) => link.brandCode).join(', ')}).`, {
      field,
      links,
    });
  }
}

/** The visitor may still answer: a chat is left after more than three minutes of his silence. */
export class VisitorMayStillAnswer extends Refusal {
  constructor(possibleAt: Date | null) {
    const reason = possibleAt ? 'The visitor may still answer.' : 'The visitor waits for your answer.';
    super('VisitorMayStillAnswer', reason, { possibleAt: possibleAt?.toISOString() ?? null });
  }
}

/** The agent cannot be given this chat now. */
export class AgentNotAvailable extends Refusal {
  constructor(cause: 'STATUS' | 'TOO_MANY_CHATS' | 'NOT_OF_THIS_BRAND' | 'SAME_AGENT' | 'NOT_A_SUPERVISOR') {
    const reasons = {
      STATUS: 'This agent is not available for chats now.',
      TOO_MANY_CHATS: 'This agent serves as many chats as he may.',
      NOT_OF_THIS_BRAND: 'This agent does not work for the brand of the chat.',
      SAME_AGENT: 'This agent is in the chat already.',
      NOT_A_SUPERVISOR: 'This person cannot be consulted.',
    };
    super('AgentNotAvailable', reasons[cause], { cause });
  }
}

/** Invisible is for after work: a shift of the agent covers the present. */
export class StillOnDuty extends Refusal {
  constructor(until: Date) {
    super('StillOnDuty', 'You are on duty. Invisible is for after work.', { until: until.toISOString() });
  }
}

/** The agent has no presence to keep: it was never begun, was ended, or ran out. He chooses a status again. */
export class NotSignedIn extends Refusal {
  constructor() {
    super('NotSignedIn', 'You are not signed in to chat, or no heartbeat came in time. Choose your status again.');
  }
}

/** The agent has a shift at this brand that overlaps the new one. */
export class ShiftOverlaps extends Refusal {
  constructor(shift: { id: string; startsAt: Date; endsAt: Date }) {
    super('ShiftOverlaps', 'The agent has another shift at this brand in that time.', {
      shiftId: shift.id,
      startsAt: shift.startsAt.toISOString(),
      endsAt: shift.endsAt.toISOString(),
    });
  }
}

/** A visitor opened too many pages. @param retryAfterSeconds at least 1 */
export class TooManyPages extends Refusal {
  constructor(retryAfterSeconds: number) {
    super('TooManyPages', 'You opened too many pages. Wait a little.', { retryAfterSeconds });
  }
}

/** Too many visitor sessions were opened from one address. @param retryAfterSeconds at least 1 */
export class TooManyVisitorSessions extends Refusal {
  constructor(retryAfterSeconds: number) {
    super('TooManyVisitorSessions', 'Too many sessions were opened from this address. Wait before you try again.', {
      retryAfterSeconds,
    });
  }
}
