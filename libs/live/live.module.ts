import { Global, Module } from '@nestjs/common';
import { Database } from '@libs/database';
import { Ids } from '@libs/domain';
import { Metrics } from '@libs/observability';
import { FactStore } from '@libs/outbox';
import { FactFeed } from './fact-feed.js';
import { FactReader } from './fact-reader.js';
import { FanOut } from './fan-out.js';
import { liveSettings, type LiveSettings } from './live.settings.js';
import { PostgresFanOut } from './postgres-fan-out.js';
import { RedisFanOut } from './redis-fan-out.js';

/** The live feed of facts, for processes that serve subscriptions. */
@Global()
@Module({
  providers: [
    FactFeed,
    FactReader,
    {
      provide: FanOut,
      inject: [liveSettings.token, Database, Ids],
      useFactory: ({ redisUrl }: LiveSettings, database: Database, ids: Ids): FanOut =>
        redisUrl ? new RedisFanOut(redisUrl, database, ids) : new PostgresFanOut(database, ids),
    },
  ],
  exports: [FactFeed, FanOut],
})
export class LiveModule {
  constructor(fanOut: FanOut, facts: FactStore, metrics: Metrics) {
    facts.onCommitted(() => fanOut.announce());
    metrics.gauge('parley_fan_out_connected', 'Whether this process hears the others: 1 or 0.', [], () =>
      Number(fanOut.isConnected),
    );
  }
}
