import { Inject, Injectable } from '@nestjs/common';
import { type Transaction, UnitOfWork } from '@libs/commands';
import { type Command, Ids, NotFound } from '@libs/domain';
import { Timers } from '@libs/timers';
import { BrandDirectory } from '@src/brands';
import type { Actor } from '@src/identity';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { chatTimers } from '../chat.timers.js';
import { type VisitedPage, visitedPage } from '../model/visited-page.js';
import { lockOwnVisitor } from './find-visitor.js';
import { VisitorLimits } from './visitor-limits.js';

/** Until when a visitor counts as present: his page must be heard of before. */
export interface VisitLease {
  readonly visitorId: string;
  /** ISO 8601. */
  readonly seenUntil: string;
}

const ADD_PAGE_VIEW = 'insert into page_view (id, visitor_id, url, title, viewed_at) values ($1, $2, $3, $4, $5)';

/** A visitor opens a page of his brand's website. */
@Injectable()
export class VisitPage {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
    private readonly brands: BrandDirectory,
    private readonly timers: Timers,
    private readonly limits: VisitorLimits,
    @Inject(chatSettings.token) private readonly settings: ChatSettings,
  ) {}

  /**
   * @throws InvalidInput as {@link visitedPage}, above all for a page of another brand; TooManyPages; NotFound for a visitor who is not
   * there
   */
  async execute(command: Command<{ url: string; title?: string | null }, Actor>): Promise<VisitLease> {
    const { actor, input } = command;
    await this.limits.countPage(actor.id);
    return this.unit.run(command, async (tx) => {
      const brands = await this.brands.all();
      const own = brands.find((brand) => brand.id === actor.brandIds[0]);
      if (!own) throw new NotFound('visitor', 'visitor');
      const others = brands.flatMap((brand) => (brand === own ? [] : brand.hosts));
      return this.within(tx, actor, visitedPage(input, own.hosts, others));
    });
  }

  /** The part inside a transaction. @param page without it, the visitor comes back to the page that he was on last */
  async within(tx: Transaction, actor: Actor, page?: VisitedPage): Promise<VisitLease> {
    const lease = this.settings.visitLeaseSeconds;
    // Before the visitor is locked: the timer that ends his visit takes the two in this order.
    await this.timers.set(tx.sql, {
      key: visitTimer(actor.id),
      task: chatTimers.visitOver,
      subjectId: actor.id,
      dueAt: new Date(tx.now.getTime() + lease * 1000),
    });
    const visitor = await lockOwnVisitor(tx.em, actor);
    const opened = page ?? (visitor.pageUrl === null ? undefined : { url: visitor.pageUrl, title: visitor.pageTitle });
    if (!opened) throw new NotFound('visit', 'visitor');
    if (visitor.visitPage(opened, tx.now, lease))
      await tx.sql.rows(ADD_PAGE_VIEW, [this.ids.next(), visitor.id, opened.url, opened.title, tx.now]);
    return { visitorId: visitor.id, seenUntil: new Date(tx.now.getTime() + lease * 1000).toISOString() };
  }
}

/** Key of the timer that ends a visitor's visit. */
export function visitTimer(visitorId: string): string {
  return `visit:${visitorId}`;
}
