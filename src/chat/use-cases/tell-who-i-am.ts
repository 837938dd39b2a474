import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import type { DetailsChange } from '@src/contacts';
import type { Actor } from '@src/identity';
import { lockOwnVisitor } from './find-visitor.js';

/** A visitor says who he is and how to reach him. */
@Injectable()
export class TellWhoIAm {
  constructor(private readonly unit: UnitOfWork) {}

  /** What is left out stays, an empty text removes. @throws InvalidInput for details that cannot be; NotFound for a visitor who is not there */
  execute(command: Command<DetailsChange, Actor>): Promise<{ visitorId: string }> {
    return this.unit.run(command, async ({ em }) => {
      const visitor = await lockOwnVisitor(em, command.actor);
      visitor.identify(command.input);
      return { visitorId: visitor.id };
    });
  }
}
