import { type DynamicModule, type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { LoggerModule } from 'nestjs-pino';
import { type DestinationStream, pino } from 'pino';
import { runtimeSettings, type SettingsOf } from '@libs/config';
import { Ids, SystemIds } from '@libs/domain';
import { HealthController } from './health.controller.js';
import { HttpMetricsMiddleware } from './http-metrics.middleware.js';
import { loggingParams, plainLogger } from './logging.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { observabilitySettings, type ObservabilitySettings } from './observability.settings.js';
import { OpenConnections } from './open-connections.js';
import { ReadinessProbes } from './readiness.probes.js';
import { RequestContextMiddleware } from './request-context.middleware.js';
import { JOURNAL_LOG, RequestJournal } from './request-journal.js';
import { ShutdownCoordinator } from './shutdown.coordinator.js';

/** What may differ from one process to the next. */
export interface ObservabilityOptions {
  /** Where log lines go; standard output by default. */
  readonly destination?: DestinationStream;
  /** Where new request ids come from. */
  readonly ids?: Ids;
}

/**
 * Logs, request ids, health checks, metrics and the graceful stop, for all modules of a process. Needs `ConfigModule`
 * with `observabilitySettings`. Nest's own lines join in with `useStructuredLogging(app)`.
 */
@Module({})
export class ObservabilityModule implements NestModule {
  static forRoot({
    destination = pino.destination(1),
    ids = new SystemIds(),
  }: ObservabilityOptions = {}): DynamicModule {
    const logger = LoggerModule.forRootAsync({
      inject: [observabilitySettings.token, runtimeSettings.token],
      useFactory: (settings: ObservabilitySettings, runtime: SettingsOf<typeof runtimeSettings>) =>
        loggingParams(settings, runtime.mode, ids, destination),
    });
    const shared = [Metrics, ReadinessProbes, RequestJournal, ShutdownCoordinator];
    return {
      module: ObservabilityModule,
      global: true,
      imports: [logger, TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [
        ...shared,
        OpenConnections,
        { provide: Ids, useValue: ids },
        {
          provide: JOURNAL_LOG,
          inject: [observabilitySettings.token, runtimeSettings.token],
          useFactory: (settings: ObservabilitySettings, runtime: SettingsOf<typeof runtimeSettings>) =>
            plainLogger(settings, runtime.mode, destination),
        },
      ],
      exports: shared,
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    const everywhere = { path: '{/*splat}', method: RequestMethod.ALL };
    consumer.apply(RequestContextMiddleware, HttpMetricsMiddleware).forRoutes(everywhere);
  }
}
