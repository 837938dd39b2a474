import type { Type } from '@nestjs/common';
import { ChatAvailabilityResolver } from './chat-availability.resolver.js';
import { KeepMyPresenceMutation } from './keep-my-presence.mutation.js';
import { PlanShiftMutation } from './plan-shift.mutation.js';
import { PresenceEventsSubscription } from './presence-events.subscription.js';
import { PresenceTableResolver } from './presence-table.resolver.js';
import { RemoveShiftMutation } from './remove-shift.mutation.js';
import { RosterNodes } from './roster-nodes.js';
import { RosterResolver } from './roster.resolver.js';
import { SetMyStatusMutation } from './set-my-status.mutation.js';

/** Presence, roster and availability over GraphQL. */
export const presenceResolvers: readonly Type[] = [
  ChatAvailabilityResolver,
  KeepMyPresenceMutation,
  PlanShiftMutation,
  PresenceEventsSubscription,
  PresenceTableResolver,
  RemoveShiftMutation,
  RosterNodes,
  RosterResolver,
  SetMyStatusMutation,
];
