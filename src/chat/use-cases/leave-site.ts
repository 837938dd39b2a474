import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import { Timers } from '@libs/timers';
import type { Actor } from '@src/identity';
import { lockOwnVisitor } from './find-visitor.js';
import { visitTimer } from './visit-page.js';

/** A visitor closes the last page of the site. */
@Injectable()
export class LeaveSite {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly timers: Timers,
  ) {}

  /** Nothing happens when he has left before. @throws NotFound for a visitor who is not there */
  execute(command: Command<object, Actor>): Promise<{ visitorId: string }> {
    return this.unit.run(command, async ({ em, sql, now }) => {
      // Before the visitor is locked: the timer that ends his visit takes the two in this order.
      await this.timers.cancel(sql, visitTimer(command.actor.id));
      const visitor = await lockOwnVisitor(em, command.actor);
      visitor.leave(visitor.isOnSite(now) ? now : (visitor.seenUntil ?? now));
      return { visitorId: visitor.id };
    });
  }
}
