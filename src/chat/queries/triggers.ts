import { Injectable } from '@nestjs/common';
import { Database, decodeKey, encodeKey, pageSize, type PageRequest } from '@libs/database';
import type { Page } from '@libs/graphql';
import type { TriggerContent } from '../model/greeting-trigger.entity.js';
import type { Trigger } from '../model/greeting.js';

/** A trigger as supervisors read it. */
export interface TriggerView extends TriggerContent {
  readonly id: string;
  readonly brandId: string;
  readonly createdAt: Date;
}

const COLUMNS = `
id, brand_id as "brandId", name, text, url_contains as "urlContains", after_seconds as "afterSeconds",
  once_per_visit as "oncePerVisit", is_enabled as "isEnabled", created_at as "createdAt"`;

const PAGE = `
select ${COLUMNS} from greeting_trigger
where brand_id = $1 and ($2::text is null or (name, id) > ($2, $3::uuid))
order by name, id limit $4`;

const ENABLED = `
select id, is_enabled as enabled, url_contains as "urlContains", after_seconds as "afterSeconds", once_per_visit as "oncePerVisit", text
from greeting_trigger where brand_id = $1 and is_enabled order by id`;

/** Reads the automatic greetings of brands. */
@Injectable()
export class GreetingTriggers {
  constructor(private readonly database: Database) {}

  /** The triggers of a brand, by name. @throws InvalidInput for a page or cursor that cannot be */
  async page(brandId: string, { first, after }: PageRequest): Promise<Page<TriggerView>> {
    const size = pageSize(first);
    const [name, id] = decodeKey(after, ['text', 'uuid']) ?? [null, null];
    const rows = await this.database.rows<TriggerView>(PAGE, [brandId, name, id, size + 1]);
    return {
      items: rows.slice(0, size).map((node) => ({ node, cursor: encodeKey(node.name, node.id) })),
      hasNext: rows.length > size,
      hasPrevious: name !== null,
    };
  }

  /** The trigger of an id; undefined when there is none. */
  byId(id: string): Promise<TriggerView | undefined> {
    return this.database.row<TriggerView>(`select ${COLUMNS} from greeting_trigger where id = $1`, [id]);
  }

  /** All triggers of a brand that may fire; at most a hundred. */
  async enabledOf(brandId: string): Promise<Trigger[]> {
    const rows = await this.database.rows<Trigger & { urlContains: string | null }>(ENABLED, [brandId]);
    return rows.map((row) => ({ ...row, urlContains: row.urlContains ?? undefined }));
  }
}
