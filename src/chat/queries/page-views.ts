import { Injectable } from '@nestjs/common';
import { Database, decodeKey, encodeKey, pageSize, type PageRequest } from '@libs/database';
import type { Page } from '@libs/graphql';

/** A page that a visitor opened. */
export interface PageView {
  readonly id: string;
  readonly visitorId: string;
  readonly url: string;
  readonly title: string | null;
  readonly viewedAt: Date;
}

const PAGES = `
select p.id, p.visitor_id as "visitorId", p.url, p.title, p.viewed_at as "viewedAt"
from unnest($1::uuid[]) as v(id)
cross join lateral (
  select * from page_view p
  where p.visitor_id = v.id and ($2::timestamptz is null or (p.viewed_at, p.id) < ($2, $3::uuid))
  order by p.viewed_at desc, p.id desc limit $4
) p
order by p.viewed_at desc, p.id desc`;

const ONE = `
select p.id, p.visitor_id as "visitorId", p.url, p.title, p.viewed_at as "viewedAt", v.brand_id as "brandId"
from page_view p join visitor v on v.id = p.visitor_id
where p.id = $1`;

/** Reads the pages that visitors opened, the newest first. */
@Injectable()
export class PageViews {
  constructor(private readonly database: Database) {}

  /** The same page of the list of each of these visitors, in one statement, each with one item more than asked for if there is one. */
  of(visitorIds: readonly string[], { first, after }: PageRequest): Promise<PageView[]> {
    const [before, id] = decodeKey(after, ['time', 'uuid']) ?? [null, null];
    return this.database.rows<PageView>(PAGES, [visitorIds, before, id, pageSize(first) + 1]);
  }

  /** The page view of an id, with its brand; undefined when there is none. */
  byId(id: string): Promise<(PageView & { readonly brandId: string }) | undefined> {
    return this.database.row(ONE, [id]);
  }

  /** One visitor's page, out of his rows. */
  page(rows: readonly PageView[], { first, after }: PageRequest): Page<PageView> {
    return {
      items: rows.slice(0, first).map((node) => ({ node, cursor: encodeKey(node.viewedAt.toISOString(), node.id) })),
      hasNext: rows.length > first,
      hasPrevious: after !== undefined && after !== null,
    };
  }
}
