import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, isUuid, NotFound } from '@libs/domain';
import { seesBrand, type StaffActor } from '@src/identity';
import { Shifts } from '../queries/shifts.js';
import { RosterWatch } from '../roster-watch.js';

/** A supervisor takes a shift out of the roster. */
@Injectable()
export class RemoveShift {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly shifts: Shifts,
    private readonly roster: RosterWatch,
  ) {}

  /** @throws NotFound for a shift that does not exist and for one of a brand that is not the actor's */
  execute(command: Command<{ readonly shiftId: string }, StaffActor>): Promise<{ shiftId: string }> {
    const { shiftId } = command.input;
    return this.unit.run(command, async ({ sql, now }) => {
      const shift = isUuid(shiftId) ? await this.shifts.byId(shiftId, sql) : undefined;
      if (!shift || !seesBrand(command.actor, shift.brandId)) throw new NotFound('shift', 'shiftId');
      await sql.rows('delete from shift where id = $1', [shift.id]);
      await this.roster.wake(sql, shift.agentId, now);
      return { shiftId: shift.id };
    });
  }
}
