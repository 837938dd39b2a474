import { Global, Module } from '@nestjs/common';
import { SharedCounts } from './shared-counts.js';

/** The limits that processes share. */
@Global()
@Module({ providers: [SharedCounts], exports: [SharedCounts] })
export class RateLimitsModule {}
