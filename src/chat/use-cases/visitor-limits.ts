import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@libs/database';
import { JobTasks } from '@libs/outbox';
import { RateLimit } from '@libs/rate-limits';
import { networkOf } from '@src/identity';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { TooManyPages, TooManyVisitorSessions } from '../chat.refusals.js';

/**
 * Counts what strangers do without limit otherwise: attempts, repeated or not. The counts are in PostgreSQL, for all processes together,
 * and run on the machine's own clock.
 */
@Injectable()
export class VisitorLimits implements OnApplicationBootstrap {
  readonly #sessions: RateLimit;
  readonly #pages: RateLimit;

  constructor(
    private readonly database: Database,
    private readonly tasks: JobTasks,
    @Inject(chatSettings.token) settings: ChatSettings,
  ) {
    const table = 'visitor_attempt';
    const { visitorSessionsPerAddressAndHour, visitorPagesPerMinute } = settings;
    this.#sessions = new RateLimit(database, {
      table,
      name: 'session',
      points: visitorSessionsPerAddressAndHour,
      seconds: 3_600,
    });
    this.#pages = new RateLimit(database, { table, name: 'page', points: visitorPagesPerMinute, seconds: 60 });
  }

  onApplicationBootstrap(): void {
    this.tasks.addScheduled('forget-old-visitor-attempts', '29 * * * *', async () => {
      await this.database.rows('delete from visitor_attempt where expire < extract(epoch from now()) * 1000');
    });
  }

  /** Counts one more session from an IP address. @throws TooManyVisitorSessions when the address has used up its hour */
  countSession(address: string): Promise<void> {
    return this.#sessions.count(networkOf(address), (seconds) => new TooManyVisitorSessions(seconds));
  }

  /** Counts one more page of a visitor. @throws TooManyPages when he has used up his minute */
  countPage(visitorId: string): Promise<void> {
    return this.#pages.count(visitorId, (seconds) => new TooManyPages(seconds));
  }
}
