import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { ReadinessProbes } from './readiness.probes.js';
import { ShutdownCoordinator } from './shutdown.coordinator.js';

/** `/health/live`: shall the process be restarted? `/health/ready`: may it be given requests? */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly probes: ReadinessProbes,
    private readonly shutdown: ShutdownCoordinator,
  ) {}

  /** 200 as long as the process runs, also when what it depends on is away: a restart would not bring that back. */
  @Get('live')
  @HealthCheck({ swaggerDocumentation: false })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 when every probe passes; 503 when one fails or the process is stopping. */
  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  ready(): Promise<HealthCheckResult> {
    if (this.shutdown.isShuttingDown) throw new ServiceUnavailableException({ status: 'shutting_down' });
    return this.health.check(this.probes.all());
  }
}
