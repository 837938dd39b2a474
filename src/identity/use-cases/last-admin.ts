import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@libs/commands';
import { NotFound } from '@libs/domain';
import { LastAdmin } from '../identity.refusals.js';
import { Agent } from '../model/agent.entity.js';
import { objectId } from '../model/object-id.js';

const OPEN_ADMINS = `
select id from agent where status = 'OPEN' and 'ADMIN' = any(roles) order by id for update`;

/** An account, locked together with those of all administrators, always in the same order. @throws NotFound */
export async function lockedAgent({ em, sql }: Transaction, agentId: string): Promise<Agent> {
  // Two administrators who demote each other at once: the second waits here, and then is the last.
  await sql.rows(OPEN_ADMINS);
  const agent = await em.findOne(Agent, objectId('agent', 'agentId', agentId), {
    lockMode: LockMode.PESSIMISTIC_WRITE,
  });
  if (!agent) throw new NotFound('agent', 'agentId');
  return agent;
}

/** @throws LastAdmin when the account is the only open one with the role ADMIN */
export async function needsAnotherAdmin({ sql }: Transaction, agent: Agent): Promise<void> {
  const admins = await sql.rows<{ id: string }>(OPEN_ADMINS);
  if (admins.length === 1 && admins[0]?.id === agent.id) throw new LastAdmin();
}
