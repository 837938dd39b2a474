export { networkOf } from './network.js';
export { RateLimit } from './rate-limit.js';
export { RateLimitsModule } from './rate-limits.module.js';
export { type ActorAllowance, type Allowance, type OperationAllowance, RequestLimits } from './request-limits.js';
export { requestLimitSettings, type RequestLimitSettings } from './request-limits.settings.js';
export { SharedCounts } from './shared-counts.js';
export { type SharedAllowance, SharedRateLimit } from './shared-rate-limit.js';
