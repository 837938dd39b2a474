import { Injectable } from '@nestjs/common';
import { Database, decodeKey, encodeKey, pageSize, type PageRequest } from '@libs/database';
import { Clock, isUuid } from '@libs/domain';
import type { Page } from '@libs/graphql';
import { encodeSnapshotCursor, FEED_SNAPSHOT } from '@libs/live';

/** A visitor as staff reads him. */
export interface VisitorView {
  readonly id: string;
  readonly brandId: string;
  readonly contactId: string | null;
  readonly partyRole: 'CUSTOMER' | 'WRITER' | null;
  readonly name: string | null;
  readonly company: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly userAgent: string | null;
  readonly isOnSite: boolean;
  readonly pageUrl: string | null;
  readonly pageTitle: string | null;
  readonly pageSince: Date | null;
  readonly visitStartedAt: Date | null;
  readonly pagesSeen: number;
  readonly openChatId: string | null;
  readonly createdAt: Date;
}

/** $1 is now. */
const COLUMNS = `
v.id, v.brand_id as "brandId", v.contact_id as "contactId", p.party_role as "partyRole", v.name, v.company, v.email, v.phone,
  v.user_agent as "userAgent", coalesce(v.seen_until > $1, false) as "isOnSite", v.page_url as "pageUrl", v.page_title as "pageTitle",
  v.page_since as "pageSince", v.visit_started_at as "visitStartedAt", v.visit_page_count as "pagesSeen", c.id as "openChatId",
  v.created_at as "createdAt"`;
const TABLES = `
visitor v left join contact p on p.id = v.contact_id
  left join chat c on c.visitor_id = v.id and c.status in ('REQUESTED', 'ACTIVE')`;

const BY_IDS = `select ${COLUMNS} from ${TABLES} where v.id = any($2)`;

/** One statement, so that the page and the position in the feed belong to one snapshot. */
const ON_SITE = `
select v.*, s.snapshot
from (select ${FEED_SNAPSHOT} as snapshot) s
left join lateral (
  select ${COLUMNS} from ${TABLES}
  where v.brand_id = $2 and v.seen_until > $1 and ($3::timestamptz is null or (v.visit_started_at, v.id) < ($3, $4::uuid))
  order by v.visit_started_at desc, v.id desc limit $5
) v on true
order by v."visitStartedAt" desc, v.id desc`;

/** Reads visitors. */
@Injectable()
export class Visitors {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Who is on a brand's site now, the newest visit first. @throws InvalidInput for a page or cursor that cannot be */
  async onSite(
    brandId: string,
    { first, after }: PageRequest,
  ): Promise<Page<VisitorView> & { readonly feedCursor: string }> {
    const size = pageSize(first);
    const [since, id] = decodeKey(after, ['time', 'uuid']) ?? [null, null];
    const rows = await this.database.rows<VisitorView & { snapshot: string }>(ON_SITE, [
      this.clock.now(),
      brandId,
      since,
      id,
      size + 1,
    ]);
    const found = rows.filter((row) => row.id !== null);
    return {
      items: found
        .slice(0, size)
        .map((node) => ({ node, cursor: encodeKey(node.visitStartedAt?.toISOString() ?? '', node.id) })),
      hasNext: found.length > size,
      hasPrevious: since !== null,
      feedCursor: encodeSnapshotCursor(rows[0]?.snapshot ?? ''),
    };
  }

  /** The visitor of an id; undefined for an unknown or malformed one. */
  async byId(id: string): Promise<VisitorView | undefined> {
    return isUuid(id) ? (await this.byIds([id]))[0] : undefined;
  }

  /** The visitors of these ids, in any order; unknown ones are left out. */
  byIds(ids: readonly string[]): Promise<VisitorView[]> {
    return this.database.rows<VisitorView>(BY_IDS, [this.clock.now(), ids]);
  }
}
