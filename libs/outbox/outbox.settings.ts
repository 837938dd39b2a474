import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

/** Settings of the jobs that react to facts. */
export const outboxSettings = defineSettings('outbox', {
  concurrency: {
    env: 'PARLEY_WORKER_CONCURRENCY',
    description: 'Jobs that one worker process runs at the same time.',
    schema: z.coerce.number().int().min(1).max(100),
    default: 6,
  },
  maxAttempts: {
    env: 'PARLEY_HANDLER_MAX_ATTEMPTS',
    description: 'Failed attempts after which a fact is parked for its handler, and the facts behind it go on.',
    schema: z.coerce.number().int().min(1).max(100),
    default: 10,
  },
  factRetentionDays: {
    env: 'PARLEY_FACT_RETENTION_DAYS',
    description: 'Days that facts are kept, and with them how far back a subscription may resume.',
    schema: z.coerce.number().int().min(2).max(3650),
    default: 30,
  },
});

/** Values of {@link outboxSettings}. */
export type OutboxSettings = SettingsOf<typeof outboxSettings>;
