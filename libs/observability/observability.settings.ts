import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

/** Settings of logs, metrics, health checks and the stop of a process. */
export const observabilitySettings = defineSettings('observability', {
  logLevel: {
    env: 'PARLEY_LOG_LEVEL',
    description: 'The least important lines that are still logged.',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
  },
  logFormat: {
    env: 'PARLEY_LOG_FORMAT',
    description:
      'Each log line is a JSON object; json has the full time, process and host, short only what a person reads. ' +
      'Unset means json in production and short elsewhere.',
    schema: z.enum(['json', 'short']).optional(),
  },
  metricsPublic: {
    env: 'PARLEY_METRICS_PUBLIC',
    description: 'Whether /metrics answers everybody instead of callers on this machine only.',
    schema: z.boolean(),
    default: false,
  },
  readinessTimeoutMilliseconds: {
    env: 'PARLEY_READINESS_TIMEOUT_MILLISECONDS',
    description: 'How long each check behind /health/ready may take, in milliseconds.',
    schema: z.coerce.number().int().min(10).max(30_000),
    default: 1000,
  },
  shutdownDeadlineSeconds: {
    env: 'PARLEY_SHUTDOWN_DEADLINE_SECONDS',
    description: 'How long all steps of a graceful stop may take together, in seconds; then connections are cut.',
    schema: z.coerce.number().min(1).max(300),
    // A margin under the ten seconds that container runtimes wait before they kill.
    default: 9,
  },
  drainSeconds: {
    env: 'PARLEY_DRAIN_SECONDS',
    description:
      'After SIGTERM, how long requests are still taken while /health/ready says 503, in seconds: what a load balancer needs to notice.',
    schema: z.coerce.number().min(0).max(120),
    default: 1,
  },
});

export type ObservabilitySettings = SettingsOf<typeof observabilitySettings>;
