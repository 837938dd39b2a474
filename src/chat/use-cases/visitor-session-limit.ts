import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Database } from '@libs/database';
import { JobTasks } from '@libs/outbox';
import { networkOf } from '@src/identity';
import { chatSettings, type ChatSettings } from '../chat.config.js';
import { TooManyVisitorSessions } from '../chat.refusals.js';

/**
 * Counts the visitor sessions that each address opens, in PostgreSQL, for all processes together and on the machine's own clock.
 * What a person opens counts once per attempt, repeated or not.
 */
@Injectable()
export class VisitorSessionLimit implements OnApplicationBootstrap {
  readonly #limiter: RateLimiterPostgres;

  constructor(
    private readonly database: Database,
    private readonly tasks: JobTasks,
    @Inject(chatSettings.token) settings: ChatSettings,
  ) {
    this.#limiter = new RateLimiterPostgres({
      storeClient: database.pool,
      storeType: 'pool',
      tableName: 'visitor_session_attempt',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: 'address',
      points: settings.visitorSessionsPerAddressAndHour,
      duration: 3_600,
    });
  }

  onApplicationBootstrap(): void {
    this.tasks.addScheduled('forget-old-session-counts', '29 * * * *', async () => {
      // The counters run on the machine's own clock.
      await this.database.rows('delete from visitor_session_attempt where expire < extract(epoch from now()) * 1000');
    });
  }

  /** Counts one more session from an IP address. @throws TooManyVisitorSessions when the address has used up its hour */
  async count(address: string): Promise<void> {
    try {
      await this.#limiter.consume(networkOf(address));
    } catch (outcome) {
      if (!(outcome instanceof RateLimiterRes)) throw outcome;
      throw new TooManyVisitorSessions(Math.max(1, Math.ceil(outcome.msBeforeNext / 1000)));
    }
  }
}
