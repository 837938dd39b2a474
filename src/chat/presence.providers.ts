import type { Type } from '@nestjs/common';
import type { FactHandlerClass } from '@libs/outbox';
import type { TimerTaskClass } from '@libs/timers';
import { AnnouncePresence } from './handlers/announce-presence.js';
import { CheckRoster } from './handlers/check-roster.js';
import { CheckRosterWhenPresenceChanged } from './handlers/check-roster-when-presence-changed.js';
import { EndPresenceWhenAccountClosed } from './handlers/end-presence-when-account-closed.js';
import { EndPresenceWhenLoggedOut } from './handlers/end-presence-when-logged-out.js';
import { PresenceActivity } from './presence-activity.js';
import { PresenceTimer } from './presence-timer.js';
import { AgentsOnDuty } from './queries/agents-on-duty.js';
import { AvailabilityDesk } from './queries/chat-availability.js';
import { MyPresence } from './queries/my-presence.js';
import { RosterFacts } from './queries/roster-facts.js';
import { Shifts } from './queries/shifts.js';
import { Staffing } from './queries/staffing.js';
import { RosterWatch } from './roster-watch.js';
import { KeepMyPresence } from './use-cases/keep-my-presence.js';
import { PlanShift } from './use-cases/plan-shift.js';
import { RemoveShift } from './use-cases/remove-shift.js';
import { SetMyStatus } from './use-cases/set-my-status.js';

/** Agents: who is there, who should be, what the button offers. */
export const presenceProviders: readonly Type[] = [
  AgentsOnDuty,
  AvailabilityDesk,
  KeepMyPresence,
  MyPresence,
  PlanShift,
  PresenceActivity,
  PresenceTimer,
  RemoveShift,
  RosterFacts,
  RosterWatch,
  SetMyStatus,
  Shifts,
  Staffing,
];

/** How presence reacts to facts. */
export const presenceFactHandlers: readonly FactHandlerClass[] = [
  CheckRosterWhenPresenceChanged,
  EndPresenceWhenAccountClosed,
  EndPresenceWhenLoggedOut,
];

/** What presence does at due times. */
export const presenceTimerTasks: readonly TimerTaskClass[] = [AnnouncePresence, CheckRoster];
