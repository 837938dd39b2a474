import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@libs/database';
import { JobTasks } from '@libs/outbox';
import { networkOf, RateLimit, SharedCounts, type SharedRateLimit } from '@libs/rate-limits';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { TooManyPages, TooManyVisitorSessions } from '../chat.refusals.js';

/**
 * Counts what strangers do without limit otherwise: attempts, repeated or not. Sessions are counted exactly, in PostgreSQL for all
 * processes together; pages without a round trip, shared about every second. Both run on the machine's own clock.
 */
@Injectable()
export class VisitorLimits implements OnApplicationBootstrap {
  readonly #sessions: RateLimit;
  readonly #pages: SharedRateLimit;

  constructor(
    private readonly database: Database,
    private readonly tasks: JobTasks,
    counts: SharedCounts,
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
    this.#pages = counts.limit({ name: 'pages', points: visitorPagesPerMinute, seconds: 60 });
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
  async countPage(visitorId: string): Promise<void> {
    const seconds = await this.#pages.count(visitorId);
    if (seconds > 0) throw new TooManyPages(seconds);
  }
}
