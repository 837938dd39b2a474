import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

const count = z.coerce.number().int().min(1).max(1_000_000_000);

/** Settings of the limits on requests, over HTTP and WebSocket alike. */
export const requestLimitSettings = defineSettings('requestLimits', {
  seconds: {
    env: 'PARLEY_REQUEST_LIMIT_SECONDS',
    description: 'Seconds over which requests of people and addresses are counted.',
    schema: z.coerce.number().int().min(1).max(3_600),
    default: 10,
  },
  requestsPerAddress: {
    env: 'PARLEY_REQUESTS_PER_ADDRESS',
    description:
      'Most requests from one address (IPv6: one /64 network) within those seconds; a whole office may share one.',
    schema: count,
    default: 20_000,
  },
  anonymousRequestsPerAddress: {
    env: 'PARLEY_ANONYMOUS_REQUESTS_PER_ADDRESS',
    description: 'Most requests without a valid token from one address within those seconds.',
    schema: count,
    default: 400,
  },
  scale: {
    env: 'PARLEY_REQUEST_LIMIT_SCALE',
    description:
      'Multiplies every limit on requests and on single operations, for load tests; 1 is what is meant for people.',
    schema: z.coerce.number().min(0.1).max(1_000_000),
    default: 1,
  },
});

/** Values of {@link requestLimitSettings}. */
export type RequestLimitSettings = SettingsOf<typeof requestLimitSettings>;
