import { enumOf } from '@libs/graphql';

export const ChatStatusEnum = enumOf('ChatStatus', 'Where a chat stands.', {
  REQUESTED: 'The visitor waits for an agent to accept.',
  ACTIVE: 'An agent serves the chat.',
  CLOSED: 'The chat is over.',
  MISSED: 'The request ended without anybody having served it.',
});

export const ChatMediumEnum = enumOf('ChatMedium', 'How visitor and agent talk.', {
  TEXT: 'In writing.',
  VOICE: 'By voice; the chat keeps what is written beside it.',
});

export const ChatOpeningEnum = enumOf('ChatOpening', 'How a chat began.', {
  GREETED: 'The visitor answered an automatic greeting.',
  WROTE_FIRST: 'The visitor wrote first.',
});

export const OpeningStepEnum = enumOf('OpeningStep', 'What an agent does at the start of a chat.', {
  SAY_HELLO: 'Say hello.',
  THANK: 'Thank the visitor for writing.',
  ASK_NAME: 'Ask for the name.',
  ASK_COMPANY: 'Ask for the company.',
  ANSWER: 'Answer the question.',
});

export const ChatAuthorKindEnum = enumOf('ChatAuthorKind', 'Who wrote a message.', {
  VISITOR: 'The visitor.',
  AGENT: 'An agent.',
  GREETING: 'An automatic greeting.',
  SYSTEM: 'Parley itself.',
});

export const ChatReaderKindEnum = enumOf('ChatReaderKind', 'Which side of a chat reads or types.', {
  VISITOR: 'The visitor.',
  AGENT: 'An agent.',
});

export const ChatClosedBecauseEnum = enumOf('ChatClosedBecause', 'How a chat came to its end.', {
  RESOLVED: 'An agent closed it.',
  VISITOR_SILENT: 'The visitor had been silent for more than three minutes.',
  VISITOR_LEFT: 'The visitor left.',
  AGENT_GONE: 'The account of the agent was closed.',
});

export const MissedReasonEnum = enumOf('MissedReason', 'Why nobody served a chat.', {
  NOBODY_ACCEPTED: 'Agents were online, and none accepted in time.',
  VISITOR_LEFT: 'The visitor left before somebody accepted.',
  NOBODY_ONLINE: 'No agent was online any more when the time ran out.',
});

export const MissedFollowUpEnum = enumOf('MissedFollowUp', 'How a missed visitor can still be served.', {
  CALL_OR_EMAIL: 'By call or email: he left contact data.',
  NONE: 'Not at all: he left no contact data.',
});

export const ChatListViewEnum = enumOf('ChatListView', 'Which chats a list shows.', {
  REQUESTS: 'Requests that you see now.',
  MINE: 'Active chats in which you take part.',
  ACTIVE: 'All active chats.',
  CLOSED: 'Chats that were served and are over.',
  MISSED: 'Missed chats.',
  ALL: 'All chats.',
});

export const PromiseStateEnum = enumOf('ChatPromiseState', 'Where a promise of time stands.', {
  OPEN: 'The time is running and the agent has not written yet.',
  KEPT: 'The agent wrote in time.',
  BROKEN: 'The time ran out without an answer.',
  DROPPED: 'Before, the chat ended, went to another agent, or got a new promise.',
});

export const ParticipantRoleEnum = enumOf('ChatParticipantRole', 'The part of an agent in a chat.', {
  OWNER: 'Serves the chat.',
  CONSULTANT: 'Helps behind the scenes.',
});

export const NextStepEnum = enumOf('ChatNextStep', 'What a visitor can do when no agent is free.', {
  WAIT: 'Start the chat again, willing to wait.',
  LEAVE_MESSAGE: 'Leave a message.',
});

export const MayNotAcceptCauseEnum = enumOf('MayNotAcceptCause', 'Why an agent may not take a request.', {
  STATUS: 'His status does not allow it.',
  NOT_OFFERED: 'It is offered to another agent.',
  TOO_MANY_CHATS: 'He serves as many chats as he may.',
});

export const AgentNotAvailableCauseEnum = enumOf('AgentNotAvailableCause', 'Why an agent cannot be given a chat.', {
  STATUS: 'He is not there.',
  TOO_MANY_CHATS: 'He serves as many chats as he may.',
  NOT_OF_THIS_BRAND: 'He does not work for the brand.',
  SAME_AGENT: 'He is in the chat already.',
  NOT_A_SUPERVISOR: 'He cannot be consulted.',
});

export const ExclusionReasonEnum = enumOf('ExclusionReason', 'Why routing left an agent out.', {
  NOT_OF_BRAND: 'He does not work for the brand.',
  OFFLINE: 'He is not signed in.',
  INVISIBLE: 'He is invisible.',
  DECLINED: 'He let this request pass before.',
  AT_CAPACITY: 'He serves as many chats as he may.',
  OFF_DUTY: 'Somebody on duty can take the chat.',
  AWAY: 'Somebody who is not away can take the chat.',
});

export const RoutingRuleEnum = enumOf('RoutingRule', 'What settled a routing decision.', {
  OFFERED_TO_ALL: 'A broadcast goes to all who may accept.',
  NOBODY_AVAILABLE: 'Nobody could take the chat.',
  ONLY_CANDIDATE: 'Only one agent could take it.',
  FEWEST_ACTIVE_CHATS: 'The fewest chats at the moment.',
  FEWEST_ASSIGNED_THIS_SHIFT: 'The fewest chats in this shift.',
  LONGEST_SINCE_LAST_ASSIGNMENT: 'The longest time since the last chat.',
  STABLE_ORDER: 'Equal in everything: the first by id.',
});
