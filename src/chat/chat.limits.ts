import type { OperationAllowance } from '@libs/rate-limits';

/**
 * Limits of single operations of this module. Opening visitor sessions and visiting pages have limits of their own beside these, with
 * refusals that say so ({@link VisitorLimits}).
 */
export const chatOperationLimits: Readonly<Record<string, OperationAllowance>> = {
  // Ten a second over a minute: nobody writes so fast; a client that repeats itself after a fault of the network may.
  sendChatMessage: { perPerson: { most: 600, seconds: 60 } },
  // Clients repeat the sign every few seconds in each chat.
  signalTyping: { perPerson: { most: 240, seconds: 60 } },
  startChat: { perPerson: { most: 120, seconds: 600 }, perAddress: { most: 1_200, seconds: 600 } },
  tellWhoIAm: { perPerson: { most: 30, seconds: 60 } },
  noteVisitorDetails: { perPerson: { most: 60, seconds: 60 } },
  keepVisit: { perPerson: { most: 60, seconds: 60 } },
};
