import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Database } from '@libs/database';
import type { Refusal } from '@libs/domain';
import { JobTasks } from '@libs/outbox';
import { networkOf } from '@src/identity';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { TooManyPages, TooManyVisitorSessions } from '../chat.refusals.js';

/**
 * Counts what strangers do without limit otherwise: attempts, repeated or not. The counts are in PostgreSQL, for all processes together,
 * and run on the machine's own clock.
 */
@Injectable()
export class VisitorLimits implements OnApplicationBootstrap {
  readonly #sessions: RateLimiterPostgres;
  readonly #pages: RateLimiterPostgres;

  constructor(
    private readonly database: Database,
    private readonly tasks: JobTasks,
    @Inject(chatSettings.token) settings: ChatSettings,
  ) {
    const limiter = (keyPrefix: string, points: number, duration: number): RateLimiterPostgres =>
      new RateLimiterPostgres({
        storeClient: database.pool,
        storeType: 'pool',
        tableName: 'visitor_attempt',
        tableCreated: true,
        clearExpiredByTimeout: false,
        keyPrefix,
        points,
        duration,
      });
    this.#sessions = limiter('session', settings.visitorSessionsPerAddressAndHour, 3_600);
    this.#pages = limiter('page', settings.visitorPagesPerMinute, 60);
  }

  onApplicationBootstrap(): void {
    this.tasks.addScheduled('forget-old-visitor-attempts', '29 * * * *', async () => {
      await this.database.rows('delete from visitor_attempt where expire < extract(epoch from now()) * 1000');
    });
  }

  /** Counts one more session from an IP address. @throws TooManyVisitorSessions when the address has used up its hour */
  countSession(address: string): Promise<void> {
    return consume(this.#sessions, networkOf(address), (seconds) => new TooManyVisitorSessions(seconds));
  }

  /** Counts one more page of a visitor. @throws TooManyPages when he has used up his minute */
  countPage(visitorId: string): Promise<void> {
    return consume(this.#pages, visitorId, (seconds) => new TooManyPages(seconds));
  }
}

async function consume(
  limiter: RateLimiterPostgres,
  key: string,
  refusal: (retryAfterSeconds: number) => Refusal,
): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (outcome) {
    if (!(outcome instanceof RateLimiterRes)) throw outcome;
    throw refusal(Math.max(1, Math.ceil(outcome.msBeforeNext / 1000)));
  }
}
