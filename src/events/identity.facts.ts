import { defineFact } from '@libs/domain';

/** A member of staff may no longer sign in, and whatever he has open ends. */
export const AgentAccountClosed = defineFact<{ agentId: string }>('AgentAccountClosed');
/** A member of staff has other roles, brands or departments than before: what he has open starts anew with these. */
export const AgentRightsChanged = defineFact<{ agentId: string }>('AgentRightsChanged');
/** One log-in of a member of staff ended: by himself, or because its refresh token was replayed. */
export const AgentSessionEnded = defineFact<{ agentId: string; sessionId: string; cause: 'LOGGED_OUT' | 'REPLAYED' | 'REVOKED' }>(
  'AgentSessionEnded',
);
/** A member of staff changed how he is shown. */
export const AgentProfileChanged = defineFact<{ agentId: string; displayName: string }>('AgentProfileChanged');
