import type { FactHandlerClass } from '@libs/outbox';
import type { TimerTaskClass } from '@libs/timers';
import { EndChatsWhenAccountClosed } from './handlers/end-chats-when-account-closed.js';
import { EndVisit } from './handlers/end-visit.js';
import { GreetVisitor } from './handlers/greet-visitor.js';
import { GreetVisitorWhenPageVisited } from './handlers/greet-visitor-when-page-visited.js';
import { MissUnansweredRequest } from './handlers/miss-unanswered-request.js';
import { OfferToNextAgent } from './handlers/offer-to-next-agent.js';
import { OfferWaitingChatsWhenAgentIsFree } from './handlers/offer-waiting-chats.js';
import { SettlePromise } from './handlers/settle-promise.js';
import { presenceFactHandlers, presenceTimerTasks } from './presence.providers.js';

/** How chat reacts to facts. */
export const chatFactHandlers: readonly FactHandlerClass[] = [
  EndChatsWhenAccountClosed,
  GreetVisitorWhenPageVisited,
  OfferWaitingChatsWhenAgentIsFree,
  ...presenceFactHandlers,
];

/** What chat does at due times. */
export const chatTimerTasks: readonly TimerTaskClass[] = [
  EndVisit,
  GreetVisitor,
  MissUnansweredRequest,
  OfferToNextAgent,
  SettlePromise,
  ...presenceTimerTasks,
];
