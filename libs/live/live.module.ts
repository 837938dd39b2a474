import { Global, Module } from '@nestjs/common';
import { FactFeed } from './fact-feed.js';
import { FactReader } from './fact-reader.js';
import { FanOut } from './fan-out.js';
import { PostgresFanOut } from './postgres-fan-out.js';

/** The live feed of facts, for processes that serve subscriptions. */
@Global()
@Module({
  providers: [FactFeed, FactReader, { provide: FanOut, useClass: PostgresFanOut }],
  exports: [FactFeed, FanOut],
})
export class LiveModule {}
