import { Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { Clock } from '@libs/domain';
import { encodeSnapshotCursor, FEED_SNAPSHOT } from '@libs/live';

/** A greeting that a trigger showed to a visitor. */
export interface GreetingView {
  readonly id: string;
  readonly text: string;
  readonly pageUrl: string;
  readonly sentAt: Date;
}

/** What a visitor's own page needs to know. */
export interface MyVisitView {
  readonly visitorId: string;
  readonly isOnSite: boolean;
  readonly pageUrl: string | null;
  readonly pageTitle: string | null;
  readonly pageSince: Date | null;
  readonly visitStartedAt: Date | null;
  readonly pagesSeen: number;
  readonly name: string | null;
  readonly company: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly greeting: GreetingView | null;
  readonly openChatId: string | null;
  readonly cursor: string;
}

interface Row extends Omit<MyVisitView, 'greeting' | 'cursor'> {
  readonly greetingId: string | null;
  readonly greetingText: string;
  readonly greetingPageUrl: string;
  readonly greetingSentAt: Date;
  readonly snapshot: string;
}

const MINE = `
select v.id as "visitorId", coalesce(v.seen_until > $1, false) as "isOnSite", v.page_url as "pageUrl", v.page_title as "pageTitle",
  v.page_since as "pageSince", v.visit_started_at as "visitStartedAt", v.visit_page_count as "pagesSeen",
  v.name, v.company, v.email, v.phone, c.id as "openChatId", g.id as "greetingId", g.text as "greetingText", g.page_url as "greetingPageUrl",
  g.sent_at as "greetingSentAt", ${FEED_SNAPSHOT} as snapshot
from visitor v
left join chat c on c.visitor_id = v.id and c.status in ('REQUESTED', 'ACTIVE')
left join lateral (
  select * from greeting g where g.visitor_id = v.id and g.visit_started_at = v.visit_started_at order by g.sent_at desc, g.id desc limit 1
) g on true
where v.id = $2 and v.brand_id = $3`;

/** Reads a visitor's own visit. */
@Injectable()
export class MyVisit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The visit of a visitor of a brand; undefined when there is no such visitor. */
  async of(visitorId: string, brandId: string): Promise<MyVisitView | undefined> {
    const row = await this.database.row<Row>(MINE, [this.clock.now(), visitorId, brandId]);
    if (!row) return undefined;
    const {
      greetingId: id,
      greetingText: text,
      greetingPageUrl: pageUrl,
      greetingSentAt: sentAt,
      snapshot,
      ...visit
    } = row;
    return {
      ...visit,
      greeting: id === null ? null : { id, text, pageUrl, sentAt },
      cursor: encodeSnapshotCursor(snapshot),
    };
  }
}
