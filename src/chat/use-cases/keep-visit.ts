import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import type { Actor } from '@src/identity';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { type VisitLease, VisitPage } from './visit-page.js';

// The timer is not moved: when it fires it sees that the visitor is still there. So the most frequent call of all is one update.
const RENEW = `
update visitor set seen_until = greatest(seen_until, $3) where id = $1 and brand_id = $2 and seen_until > $4 returning true as renewed`;

/** A visitor's page says that it is still open. */
@Injectable()
export class KeepVisit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly visit: VisitPage,
    @Inject(chatSettings.token) private readonly settings: ChatSettings,
  ) {}

  /** A page that was silent for too long begins a new visit. @throws NotFound for a visitor who has not opened a page yet */
  execute(command: Command<object, Actor>): Promise<VisitLease> {
    const { actor } = command;
    return this.unit.run(command, async (tx) => {
      const until = new Date(tx.now.getTime() + this.settings.visitLeaseSeconds * 1000);
      const renewed = await tx.sql.row(RENEW, [actor.id, actor.brandIds[0], until, tx.now]);
      return renewed ? { visitorId: actor.id, seenUntil: until.toISOString() } : this.visit.within(tx, actor);
    });
  }
}
