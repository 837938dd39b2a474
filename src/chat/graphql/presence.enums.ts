import { enumOf } from '@libs/graphql';

export const AgentStatusEnum = enumOf('AgentStatus', 'Whether an agent is there, as his colleagues see it.', {
  ONLINE: 'Available to answer chats.',
  AWAY: 'Can serve chats, but is perhaps not at his desk: chosen, or 15 minutes without activity.',
  INVISIBLE: 'Signed in, but not shown as online: visitors do not find him there.',
  OFFLINE: 'Not signed in to chat.',
});

export const PresenceCauseEnum = enumOf('PresenceCause', "Why an agent's status changed.", {
  CHOSEN: 'The agent chose it.',
  INACTIVE: 'The agent did nothing for 15 minutes.',
  ACTIVE: 'The agent did something again.',
  LEASE_EXPIRED: "None of the agent's clients sent a heartbeat in time.",
  SIGNED_OUT: 'The agent signed out of chat, or his account was closed.',
});

export const RosterAlertKindEnum = enumOf('RosterAlertKind', 'How status and shift roster disagree.', {
  ABSENT: 'On duty, but not signed in.',
  AWAY: 'On duty, but Away.',
  INVISIBLE: 'On duty, but Invisible.',
  WORKING_OFF_SHIFT: 'Shown to visitors as online, but not on duty.',
});

export const AvailabilityStateEnum = enumOf('AvailabilityState', 'What a chat button offers.', {
  LIVE: 'A chat with an agent.',
  WAIT: 'All agents are busy: the visitor waits, or leaves a message.',
  LEAVE_MESSAGE: 'Nobody is there: the visitor leaves a message.',
});

export const AvailabilityReasonEnum = enumOf('AvailabilityReason', 'Why a chat button offers what it does.', {
  AGENT_FREE: 'An agent who is online has room for another chat.',
  ALL_BUSY: 'Every agent who is online serves as many chats as he may.',
  ALL_INVISIBLE: 'Whoever is signed in is Invisible.',
  NOBODY_SIGNED_IN: 'Nobody is signed in.',
  OUTSIDE_HOURS: 'The brand does not work at this time.',
});
