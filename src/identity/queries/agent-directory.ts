import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@libs/database';
import type { AccountStatus } from '../model/agent.entity.js';
import type { PersonalSettings } from '../model/personal-settings.js';
import type { StaffRole } from '../model/role.js';

/** A member of staff as everybody else in the product reads him. */
export interface AgentView {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly displayName: string;
  readonly roles: readonly StaffRole[];
  readonly brandIds: readonly string[];
  readonly departmentCodes: readonly string[];
  /** 0 to 50; 0 means that he does not serve chats. */
  readonly maxChats: number;
  readonly status: AccountStatus;
  readonly createdAt: Date;
}

/** Columns of an {@link AgentView}, of the table `agent` under the name `a`. */
export const AGENT_COLUMNS = `
a.id, a.email, a.display_name as "displayName", a.roles, a.brand_ids as "brandIds", a.department_codes as "departmentCodes",
a.max_chats as "maxChats", a.status, a.created_at as "createdAt"`;

/** Reads members of staff, one statement for each question, on the pool or in the caller's transaction. */
@Injectable()
export class AgentDirectory {
  constructor(private readonly database: Database) {}

  /** The members of staff of these ids, open and closed, in no order; ids of nobody are left out. */
  byIds(ids: readonly string[], sql: Sql = this.database): Promise<AgentView[]> {
    return sql.rows<AgentView>(`select ${AGENT_COLUMNS} from agent a where a.id = any($1::uuid[])`, [ids]);
  }

  /** The open members of staff of a brand, by name. */
  forBrand(brandId: string, sql: Sql = this.database): Promise<AgentView[]> {
    return sql.rows<AgentView>(
      `select ${AGENT_COLUMNS} from agent a where a.brand_ids @> array[$1::uuid] and a.status = 'OPEN' order by a.display_name, a.id`,
      [brandId],
    );
  }

  /** What a member of staff chose for himself; undefined when there is none. */
  async settingsOf(agentId: string): Promise<PersonalSettings | undefined> {
    const row = await this.database.row<{ settings: PersonalSettings }>('select settings from agent where id = $1', [
      agentId,
    ]);
    return row?.settings;
  }

  /** What each of these members of staff chose for himself, by id; ids of nobody are left out. */
  async settingsOfAll(agentIds: readonly string[]): Promise<Map<string, PersonalSettings>> {
    const rows = await this.database.rows<{ id: string; settings: PersonalSettings }>(
      'select id, settings from agent where id = any($1::uuid[])',
      [agentIds],
    );
    return new Map(rows.map(({ id, settings }) => [id, settings]));
  }
}
