import { defineFact } from '@libs/domain';

/** Why a log-in ended. */
export type SessionEndCause = 'LOGGED_OUT' | 'REPLAYED' | 'REVOKED' | 'PASSWORD_CHANGED' | 'ACCOUNT_CLOSED';

/** A member of staff got an account. */
export const AgentAdded = defineFact<{ agentId: string }>('AgentAdded');
/** A member of staff may no longer sign in, and whatever he has open ends. */
export const AgentAccountClosed = defineFact<{ agentId: string }>('AgentAccountClosed');
/** A member of staff has other roles, brands or departments than before: what he has open starts anew with these. */
export const AgentRightsChanged = defineFact<{ agentId: string }>('AgentRightsChanged');
/** One log-in of a member of staff ended: by himself, or because its refresh token was replayed. */
export const AgentSessionEnded = defineFact<{ agentId: string; sessionId: string; cause: SessionEndCause }>(
  'AgentSessionEnded',
);
/** A member of staff changed how he is shown. */
export const AgentProfileChanged = defineFact<{ agentId: string; displayName: string }>('AgentProfileChanged');
/** A machine may no longer sign in, and whatever it has open ends. */
export const ServiceTokenClosed = defineFact<{ serviceTokenId: string }>('ServiceTokenClosed');
/** A brand's website may no longer vouch for people with this key, and whatever they have open ends. */
export const BrandKeyRevoked = defineFact<{ brandKeyId: string }>('BrandKeyRevoked');
