/** An automatic greeting as a brand configures it. */
export interface Trigger {
  readonly id: string;
  readonly enabled: boolean;
  /** Part of the page's address, letter case ignored; absent or empty means every page. */
  readonly urlContains?: string | undefined;
  /** Seconds (0 or more) on the page before it fires. */
  readonly afterSeconds: number;
  /** Otherwise once per opened page. */
  readonly oncePerVisit: boolean;
  readonly text: string;
}

/** What is known of a visitor who is on a page now. Times in ms since the epoch. */
export interface Visit {
  readonly url: string;
  readonly pageOpenedAt: number;
  readonly now: number;
  /** `triggersFire` of the brand's availability. */
  readonly deskOnline: boolean;
  /** Whether the visitor asked for a chat or wrote during this visit: who talks is not greeted by a machine. */
  readonly hasChat: boolean;
  /** The greetings shown during this visit. */
  readonly greetings: ReadonlyArray<{ readonly triggerId: string; readonly firedAt: number }>;
}

export type TriggerDecision =
  | { readonly fires: true; readonly text: string }
  /** `dueAt` (ms): when to look again if the visitor stays on the page. */
  | { readonly fires: false; readonly reason: 'TOO_EARLY'; readonly dueAt: number }
  | {
      readonly fires: false;
      readonly reason: 'DISABLED' | 'DESK_OFFLINE' | 'HAS_CHAT' | 'OTHER_PAGE' | 'ALREADY_GREETED';
    };

/** Whether the trigger greets the visitor now; the time on the page is inclusive (fires at exactly `afterSeconds`). */
export function triggerFires(trigger: Trigger, visit: Visit): TriggerDecision {
  if (!trigger.enabled) return { fires: false, reason: 'DISABLED' };
  if (!visit.deskOnline) return { fires: false, reason: 'DESK_OFFLINE' };
  if (visit.hasChat) return { fires: false, reason: 'HAS_CHAT' };
  if (!visit.url.toLowerCase().includes((trigger.urlContains ?? '').toLowerCase())) {
    return { fires: false, reason: 'OTHER_PAGE' };
  }
  const shown = visit.greetings.some(
    ({ triggerId, firedAt }) => triggerId === trigger.id && (trigger.oncePerVisit || firedAt >= visit.pageOpenedAt),
  );
  if (shown) return { fires: false, reason: 'ALREADY_GREETED' };
  const dueAt = visit.pageOpenedAt + trigger.afterSeconds * 1000;
  return visit.now < dueAt ? { fires: false, reason: 'TOO_EARLY', dueAt } : { fires: true, text: trigger.text };
}

/** The steps with which an agent opens a chat. */
export const OPENING_STEPS = ['SAY_HELLO', 'THANK', 'ASK_NAME', 'ASK_COMPANY', 'ANSWER'] as const;
export type OpeningStep = (typeof OPENING_STEPS)[number];

export interface OpeningFacts {
  /** An automatic greeting was shown before the chat. */
  readonly greetedByTrigger: boolean;
  /** The visitor wrote of his own accord, not in answer to a greeting. */
  readonly visitorWroteFirst: boolean;
  readonly nameKnown: boolean;
  readonly companyKnown: boolean;
}

/**
 * The steps in their order. Hello is said once, by the greeting or by the agent; who wrote of his own accord is thanked;
 * only what is not known is asked for; the answer comes last and always.
 */
export function openingAdvice(facts: OpeningFacts): OpeningStep[] {
  const applies: Readonly<Record<OpeningStep, boolean>> = {
    SAY_HELLO: !facts.greetedByTrigger,
    THANK: facts.visitorWroteFirst,
    ASK_NAME: !facts.nameKnown,
    ASK_COMPANY: !facts.companyKnown,
    ANSWER: true,
  };
  return OPENING_STEPS.filter((step) => applies[step]);
}
