import type { Type } from '@nestjs/common';
import { AddGreetingTriggerMutation } from './add-greeting-trigger.mutation.js';
import { ChangeGreetingTriggerMutation } from './change-greeting-trigger.mutation.js';
import { GreetingTriggersResolver } from './greeting-triggers.resolver.js';
import { KeepVisitMutation } from './keep-visit.mutation.js';
import { LeaveSiteMutation } from './leave-site.mutation.js';
import { MyVisitResolver } from './my-visit.resolver.js';
import { NoteVisitorDetailsMutation } from './note-visitor-details.mutation.js';
import { OpenVisitorSessionMutation } from './open-visitor-session.mutation.js';
import { RemoveGreetingTriggerMutation } from './remove-greeting-trigger.mutation.js';
import { TellWhoIAmMutation } from './tell-who-i-am.mutation.js';
import { VisitPageMutation } from './visit-page.mutation.js';
import { VisitorNodes } from './visitor-nodes.js';
import { VisitorEventsSubscription } from './visitor-events.subscription.js';
import { VisitorsResolver } from './visitors.resolver.js';

/** Visitors, visits and automatic greetings over GraphQL. */
export const visitorResolvers: Type[] = [
  VisitorsResolver,
  VisitorNodes,
  VisitorEventsSubscription,
  MyVisitResolver,
  OpenVisitorSessionMutation,
  VisitPageMutation,
  KeepVisitMutation,
  LeaveSiteMutation,
  TellWhoIAmMutation,
  NoteVisitorDetailsMutation,
  GreetingTriggersResolver,
  AddGreetingTriggerMutation,
  ChangeGreetingTriggerMutation,
  RemoveGreetingTriggerMutation,
];
