import { UnitOfWork } from '@libs/commands';
import type { FactOf, RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts } from '@libs/outbox';
import { Timers } from '@libs/timers';
import { VisitorArrived, VisitorMovedOn } from '@src/events';
import { chatTimers } from '../chat.timers.js';
import { type Trigger, triggerFires } from '../model/greeting.js';
import { GreetingTriggers } from '../queries/triggers.js';
import { greetingTimer } from './greet-visitor.js';

const HANDLER = { kind: 'SYSTEM', id: 'greet-visitor-when-page-visited' };

/** Sets a timer for each trigger that may greet on the page; whether it does is decided when the timer is due. */
@HandlesFacts('greet-visitor-when-page-visited', VisitorArrived, VisitorMovedOn)
export class GreetVisitorWhenPageVisited implements FactHandler<FactOf<typeof VisitorArrived>> {
  constructor(
    private readonly triggers: GreetingTriggers,
    private readonly timers: Timers,
    private readonly unit: UnitOfWork,
  ) {}

  async handle({ aggregateId, brandId, payload }: RecordedFact<FactOf<typeof VisitorArrived>>): Promise<void> {
    if (!brandId) return;
    const openedAt = Date.parse(payload.at);
    const due = (await this.triggers.enabledOf(brandId)).flatMap((trigger) => {
      const dueAt = dueOnPage(trigger, payload.url, openedAt);
      return dueAt === undefined ? [] : [{ triggerId: trigger.id, dueAt }];
    });
    if (due.length === 0) return;
    await this.unit.runAs(HANDLER, async ({ sql }) => {
      for (const { triggerId, dueAt } of due)
        await this.timers.set(sql, {
          key: greetingTimer(aggregateId, triggerId),
          task: chatTimers.greetingDue,
          subjectId: aggregateId,
          dueAt: new Date(dueAt),
        });
    });
  }
}

/** When the trigger may greet somebody who stays on the page (ms); undefined when it never does. */
function dueOnPage(trigger: Trigger, url: string, openedAt: number): number | undefined {
  const stays = { url, pageOpenedAt: openedAt, now: openedAt, deskOnline: true, hasChat: false, greetings: [] };
  const decision = triggerFires(trigger, stays);
  if (decision.fires) return openedAt;
  return decision.reason === 'TOO_EARLY' ? decision.dueAt : undefined;
}
