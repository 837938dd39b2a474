import { Global, Module } from '@nestjs/common';
import { RequestLimits } from './request-limits.js';
import { SharedCounts } from './shared-counts.js';

/** The limits that processes share. */
@Global()
@Module({ providers: [RequestLimits, SharedCounts], exports: [RequestLimits, SharedCounts] })
export class RateLimitsModule {}
