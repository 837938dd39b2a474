import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

/** Settings of the connection to PostgreSQL. */
export const databaseSettings = defineSettings('database', {
  url: {
    env: 'DATABASE_URL',
    description:
      'PostgreSQL 14 or newer to use instead of the embedded one, e.g. postgres://user:password@host:5432/parley.',
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    secret: true,
  },
  poolSize: {
    env: 'PARLEY_DATABASE_POOL_SIZE',
    description:
      'Most connections that one process keeps to PostgreSQL, half of them for transactions; a few more listen.',
    schema: z.coerce.number().int().min(4).max(200),
    default: 16,
  },
  statementTimeoutMs: {
    env: 'PARLEY_DATABASE_STATEMENT_TIMEOUT_MS',
    description: 'Milliseconds after which PostgreSQL gives up on one statement of ours.',
    schema: z.coerce.number().int().min(500).max(600_000),
    default: 15_000,
  },
});

/** Values of {@link databaseSettings}. */
export type DatabaseSettings = SettingsOf<typeof databaseSettings>;
