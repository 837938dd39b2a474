import { Injectable } from '@nestjs/common';
import { type Transaction, UnitOfWork } from '@libs/commands';
import { type Command, Ids, InvalidInput, isUuid, NotFound } from '@libs/domain';
import { BrandDirectory } from '@src/brands';
import { AgentDirectory, seesBrand, type StaffActor } from '@src/identity';
import { ShiftOverlaps } from '../chat.refusals.js';
import { LONGEST_SHIFT_MS, type ShiftView } from '../queries/shifts.js';
import { RosterWatch } from '../roster-watch.js';

interface Input {
  readonly agentId: string;
  readonly brandCode: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** How far ahead shifts are planned: 400 days. */
const FARTHEST_MS = 400 * 24 * 3_600_000;

const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtextextended('parley-shift:' || $1, 0))`;
const OVERLAPPING = `
select id, starts_at as "startsAt", ends_at as "endsAt" from shift
where agent_id = $1 and brand_id = $2 and starts_at < $4 and ends_at > $3 order by starts_at limit 1`;
const ADD = 'insert into shift (id, agent_id, brand_id, starts_at, ends_at) values ($1, $2, $3, $4, $5)';

/** A supervisor plans when an agent works for a brand. */
@Injectable()
export class PlanShift {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
    private readonly brands: BrandDirectory,
    private readonly agents: AgentDirectory,
    private readonly roster: RosterWatch,
  ) {}

  /** @throws NotFound for a brand that is not the actor's, and for an agent who does not work for it; ShiftOverlaps; InvalidInput for times */
  execute(command: Command<Input, StaffActor>): Promise<{ shiftId: string; brandId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async (tx) => {
      checkTimes(input, tx.now);
      const brand = await this.brands.byCode(input.brandCode);
      if (!brand || !seesBrand(actor, brand.id)) throw new NotFound('brand', 'brandCode');
      const [agent] = isUuid(input.agentId) ? await this.agents.byIds([input.agentId], tx.sql) : [];
      if (agent?.status !== 'OPEN' || !agent.brandIds.includes(brand.id)) throw new NotFound('agent', 'agentId');
      const shiftId = await this.#add(tx, agent.id, brand.id, input);
      await this.roster.wake(tx.sql, agent.id, tx.now);
      return { shiftId, brandId: brand.id };
    });
  }

  async #add({ sql }: Transaction, agentId: string, brandId: string, { startsAt, endsAt }: Input): Promise<string> {
    await sql.rows(ONE_AT_A_TIME, [agentId]);
    const other = await sql.row<Pick<ShiftView, 'id' | 'startsAt' | 'endsAt'>>(OVERLAPPING, [
      agentId,
      brandId,
      startsAt,
      endsAt,
    ]);
    if (other) throw new ShiftOverlaps(other);
    const id = this.ids.next();
    await sql.rows(ADD, [id, agentId, brandId, startsAt, endsAt]);
    return id;
  }
}

function checkTimes({ startsAt, endsAt }: Input, now: Date): void {
  const start = startsAt.getTime();
  const end = endsAt.getTime();
  if (!Number.isFinite(start)) throw new InvalidInput('startsAt', 'This is not a time.');
  if (!(end > start)) throw new InvalidInput('endsAt', 'A shift ends after it starts.');
  if (end - start > LONGEST_SHIFT_MS) throw new InvalidInput('endsAt', 'A shift has at most 24 hours.');
  if (end <= now.getTime()) throw new InvalidInput('endsAt', 'This shift would be over already.');
  if (start > now.getTime() + FARTHEST_MS)
    throw new InvalidInput('startsAt', 'Shifts are planned at most 400 days ahead.');
}
