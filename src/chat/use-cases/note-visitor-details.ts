import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import type { DetailsChange } from '@src/contacts';
import type { Actor } from '@src/identity';
import { lockVisitorOfBrand } from './find-visitor.js';

/** Staff notes what a visitor told of himself in a chat. */
@Injectable()
export class NoteVisitorDetails {
  constructor(private readonly unit: UnitOfWork) {}

  /** What is left out stays, an empty text removes. @throws NotFound for another brand's visitor; InvalidInput for details that cannot be */
  execute(command: Command<DetailsChange & { readonly visitorId: string }, Actor>): Promise<{ visitorId: string }> {
    const { visitorId, ...details } = command.input;
    return this.unit.run(command, async ({ em }) => {
      const visitor = await lockVisitorOfBrand(em, visitorId, command.actor);
      visitor.identify(details);
      return { visitorId: visitor.id };
    });
  }
}
