import { defineFact } from '@libs/domain';

/** An agent's status as colleagues see it changed, by choice or because time passed. */
export const AgentPresenceChanged = defineFact<{
  agentId: string;
  from: 'ONLINE' | 'AWAY' | 'INVISIBLE' | 'OFFLINE';
  to: 'ONLINE' | 'AWAY' | 'INVISIBLE' | 'OFFLINE';
  cause: 'CHOSEN' | 'INACTIVE' | 'ACTIVE' | 'LEASE_EXPIRED' | 'SIGNED_OUT';
  at: string;
}>('AgentPresenceChanged');
/** An agent's status and the shift roster have disagreed for longer than the grace time. `since`: when that began. */
export const RosterAlertRaised = defineFact<{
  agentId: string;
  kind: 'ABSENT' | 'AWAY' | 'INVISIBLE' | 'WORKING_OFF_SHIFT';
  since: string;
}>('RosterAlertRaised');
/** Status and roster agree again, or disagree in another way, which raises an alert of its own. */
export const RosterAlertSettled = defineFact<{ agentId: string }>('RosterAlertSettled');
