import type { Provider } from '@nestjs/common';
import { OutsideParties } from '@src/identity';
import { MyVisit } from './queries/my-visit.js';
import { PageViews } from './queries/page-views.js';
import { GreetingTriggers } from './queries/triggers.js';
import { Visitors } from './queries/visitors.js';
import { AddGreetingTrigger } from './use-cases/add-greeting-trigger.js';
import { ChangeGreetingTrigger } from './use-cases/change-greeting-trigger.js';
import { KeepVisit } from './use-cases/keep-visit.js';
import { LeaveSite } from './use-cases/leave-site.js';
import { NoteVisitorDetails } from './use-cases/note-visitor-details.js';
import { OpenVisitorSession } from './use-cases/open-visitor-session.js';
import { RemoveGreetingTrigger } from './use-cases/remove-greeting-trigger.js';
import { TakeInOutsideParty } from './use-cases/take-in-outside-party.js';
import { TellWhoIAm } from './use-cases/tell-who-i-am.js';
import { VisitPage } from './use-cases/visit-page.js';
import { VisitorLimits } from './use-cases/visitor-limits.js';

/** Use cases and queries of visitors, their visits and the automatic greetings. */
export const visitorProviders: Provider[] = [
  Visitors,
  PageViews,
  MyVisit,
  GreetingTriggers,
  VisitorLimits,
  OpenVisitorSession,
  VisitPage,
  KeepVisit,
  LeaveSite,
  TellWhoIAm,
  NoteVisitorDetails,
  AddGreetingTrigger,
  ChangeGreetingTrigger,
  RemoveGreetingTrigger,
  { provide: OutsideParties, useClass: TakeInOutsideParty },
];
