import { Injectable } from '@nestjs/common';
import { Database, decodeKey, encodeKey, type PageRequest, pageSize } from '@libs/database';
import { isUuid } from '@libs/domain';
import type { Page } from '@libs/graphql';
import { type Actor, may, seesBrand } from '../model/actor.js';
import type { AccountStatus } from '../model/agent.entity.js';

import type { StaffRole } from '../model/role.js';
import { AGENT_COLUMNS, AgentDirectory, type AgentView } from './agent-directory.js';

/** Which members of staff are wanted; what is left out does not limit. */
export interface AgentFilter {
  readonly brandId?: string | null;
  readonly role?: StaffRole | null;
  readonly status?: AccountStatus | null;
}

// $1 brands of the viewer, or null for all; $2 himself.
const LIST = `
select ${AGENT_COLUMNS} from agent a
where ($1::uuid[] is null or a.brand_ids && $1 or a.id = $2::uuid)
  and ($3::uuid is null or a.brand_ids @> array[$3::uuid]) and ($4::text is null or $4 = any(a.roles))
  and ($5::text is null or a.status = $5) and ($6::text is null or (a.display_name, a.id) > ($6, $7::uuid))
order by a.display_name, a.id limit $8`;

/** Lists members of staff for somebody: those who share a brand with him, and all for whoever manages the organisation. */
@Injectable()
export class AgentList {
  constructor(
    private readonly database: Database,
    private readonly directory: AgentDirectory,
  ) {}

  /** A page, by name. @throws InvalidInput for a bad page size or cursor */
  async page(actor: Actor, filter: AgentFilter, { first, after }: PageRequest): Promise<Page<AgentView>> {
    const size = pageSize(first);
    const [name = null, id = null] = decodeKey(after, ['text', 'uuid']) ?? [];
    const brandId = filter.brandId ?? null;
    // A brand that the viewer does not see has nobody in it.
    const isHidden = brandId !== null && !(isUuid(brandId) && seesBrand(actor, brandId.toLowerCase()));
    const visible = may(actor, 'MANAGE_ORGANISATION') ? null : actor.brandIds;
    const self = isUuid(actor.id) ? actor.id : null;
    const limits = [brandId, filter.role ?? null, filter.status ?? null];
    const rows = isHidden
      ? []
      : await this.database.rows<AgentView>(LIST, [visible, self, ...limits, name, id, size + 1]);
    return {
      items: rows.slice(0, size).map((node) => ({ node, cursor: encodeKey(node.displayName, node.id) })),
      hasNext: rows.length > size,
      hasPrevious: name !== null,
    };
  }

  /** One member of staff; undefined when there is none, or none that the actor may see. */
  async one(actor: Actor, id: string): Promise<AgentView | undefined> {
    if (!isUuid(id) || !(may(actor, 'WATCH_CHATS') || may(actor, 'HAVE_ACCOUNT'))) return undefined;
    const [agent] = await this.directory.byIds([id]);
    const isVisible =
      agent &&
      (may(actor, 'MANAGE_ORGANISATION') || agent.id === actor.id || agent.brandIds.some((b) => seesBrand(actor, b)));
    return isVisible ? agent : undefined;
  }
}
