import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@libs/commands';
import { Ids } from '@libs/domain';
import { type DueTimer, FiresTimer, type TimerTask, Timers } from '@libs/timers';
import { BrandDirectory } from '@src/brands';
import { chatTimers } from '../chat.timers.js';
import { triggerFires, type Visit } from '../model/greeting.js';
import { GreetingTrigger } from '../model/greeting-trigger.entity.js';
import { Visitor } from '../model/visitor.entity.js';
import { AvailabilityDesk } from '../queries/chat-availability.js';

interface VisitRow {
  hasChat: boolean;
  greetings: { triggerId: string; firedAt: number }[];
}

const VISIT = `
select exists (select from chat where visitor_id = $1 and (status in ('REQUESTED', 'ACTIVE') or requested_at >= $2)) as "hasChat",
  (select coalesce(jsonb_agg(jsonb_build_object('triggerId', trigger_id, 'firedAt', floor(extract(epoch from sent_at) * 1000))), '[]')
   from greeting where visitor_id = $1 and visit_started_at = $2) as greetings`;

const ADD = `
insert into greeting (id, visitor_id, trigger_id, text, page_url, visit_started_at, occasion, sent_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (visitor_id, trigger_id, occasion) do nothing returning true as added`;

/** The visitor has been on a page for as long as a trigger waits: he is greeted, if the rule still says so. */
@FiresTimer(chatTimers.greetingDue)
export class GreetVisitor implements TimerTask {
  constructor(
    private readonly brands: BrandDirectory,
    private readonly desk: AvailabilityDesk,
    private readonly timers: Timers,
    private readonly ids: Ids,
  ) {}

  async fire({ key, subjectId }: DueTimer, tx: Transaction): Promise<void> {
    const { em, sql, now } = tx;
    const trigger = await em.findOne(GreetingTrigger, { id: key.split(':').at(-1) ?? '' });
    if (!trigger) return;
    const visitor = await em.findOne(Visitor, { id: subjectId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!visitor?.isOnSite(now)) return;
    const decision = triggerFires(trigger.toRule(), await this.#visitOf(visitor, tx));
    if (decision.fires) return this.#greet(visitor, trigger, tx);
    if (decision.reason !== 'TOO_EARLY') return;
    // He came to this page later than when the timer was set.
    const dueAt = new Date(decision.dueAt);
    await this.timers.set(sql, { key, task: chatTimers.greetingDue, subjectId, dueAt });
  }

  async #visitOf(visitor: Visitor, { sql, now }: Transaction): Promise<Visit> {
    const brand = await this.brands.byId(visitor.brandId);
    const row = await sql.row<VisitRow>(VISIT, [visitor.id, visitor.visitStartedAt]);
    if (!brand || !row || !visitor.pageUrl || !visitor.pageSince)
      throw new Error(`Visitor ${visitor.id} is on a site without a page.`);
    const { decision } = await this.desk.decide(brand, now, sql);
    return {
      url: visitor.pageUrl,
      pageOpenedAt: visitor.pageSince.getTime(),
      now: now.getTime(),
      deskOnline: decision.triggersFire,
      ...row,
    };
  }

  async #greet(visitor: Visitor, trigger: GreetingTrigger, { sql, now }: Transaction): Promise<void> {
    const { visitStartedAt, pageSince, pageUrl } = visitor;
    const greeting = { id: this.ids.next(), triggerId: trigger.id, text: trigger.text };
    const occasion = trigger.oncePerVisit ? visitStartedAt : pageSince;
    const values = [greeting.id, visitor.id, trigger.id, greeting.text, pageUrl, visitStartedAt, occasion, now];
    if (await sql.row(ADD, values)) visitor.greet(greeting, now);
  }
}

/** Key of the timer of a trigger for a visitor. */
export function greetingTimer(visitorId: string, triggerId: string): string {
  return `greet:${visitorId}:${triggerId}`;
}
