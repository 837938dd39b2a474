import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isUuid } from '@libs/domain';
import { NodeSources } from '@libs/graphql';
import { type Actor, may, seesBrand } from '@src/identity';
import { AgentsOnDuty } from '../queries/agents-on-duty.js';
import { Shifts } from '../queries/shifts.js';

/** Lets `node(id:)` find shifts and roster alerts, for staff of their brand. */
@Injectable()
export class RosterNodes implements OnModuleInit {
  constructor(
    private readonly nodes: NodeSources,
    private readonly shifts: Shifts,
    private readonly onDuty: AgentsOnDuty,
  ) {}

  onModuleInit(): void {
    this.nodes.add(async (actor, id) => {
      const shift = isUuid(id) ? await this.shifts.byId(id) : undefined;
      return shift && isForStaffOf(actor as Actor, shift.brandId) ? { ...shift, __typename: 'Shift' } : undefined;
    });
    this.nodes.add(async (actor, id) => {
      const alert = isUuid(id) ? await this.onDuty.alert(id) : undefined;
      return alert && isForStaffOf(actor as Actor, alert.brandId) ? { ...alert, __typename: 'RosterAlert' } : undefined;
    });
  }
}

function isForStaffOf(actor: Actor, brandId: string): boolean {
  return may(actor, 'WATCH_CHATS') && seesBrand(actor, brandId);
}
