import { Injectable } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import { type Command, NotFound } from '@libs/domain';
import type { StaffActor } from '../model/actor.js';
import { objectId } from '../model/object-id.js';
import { ServiceToken } from '../model/service-token.entity.js';

/** An administrator ends the credentials of a machine. */
@Injectable()
export class CloseServiceToken {
  constructor(private readonly unit: UnitOfWork) {}

  /** A token that is closed already stays so. @throws NotFound */
  execute(command: Command<{ readonly serviceTokenId: string }, StaffActor>): Promise<{ serviceTokenId: string }> {
    return this.unit.run(command, async ({ em, now }) => {
      const token = await em.findOne(
        ServiceToken,
        objectId('service token', 'serviceTokenId', command.input.serviceTokenId),
        {
          lockMode: LockMode.PESSIMISTIC_WRITE,
        },
      );
      if (!token) throw new NotFound('service token', 'serviceTokenId');
      token.close(now);
      return { serviceTokenId: token.id };
    });
  }
}
