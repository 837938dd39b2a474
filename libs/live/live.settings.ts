import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

/** Settings of the live feed. */
export const liveSettings = defineSettings('live', {
  redisUrl: {
    env: 'REDIS_URL',
    description:
      'Redis 6 or newer over which processes tell each other of news, e.g. redis://user:password@host:6379; unset means over PostgreSQL.',
    schema: z.url({ protocol: /^rediss?$/ }).optional(),
    secret: true,
  },
});

/** Values of {@link liveSettings}. */
export type LiveSettings = SettingsOf<typeof liveSettings>;
