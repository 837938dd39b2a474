import { Inject, Injectable, Logger } from '@nestjs/common';
import { type HealthIndicatorFunction, HealthIndicatorService } from '@nestjs/terminus';
import { observabilitySettings, type ObservabilitySettings } from './observability.settings.js';

/** Resolves when the thing it asks is usable, rejects when it is not. */
export type ReadinessProbe = () => Promise<void>;

/** What must work before this process may be given requests. Libraries and modules register what they depend on. */
@Injectable()
export class ReadinessProbes {
  private readonly logger = new Logger(ReadinessProbes.name);
  private readonly probes = new Map<string, ReadinessProbe>();
  private readonly failing = new Set<string>();

  constructor(
    private readonly indicators: HealthIndicatorService,
    @Inject(observabilitySettings.token) private readonly settings: ObservabilitySettings,
  ) {}

  /**
   * Adds a probe. Each may take as long as the setting says (1 s by default) and then counts as failed.
   *
   * @throws {TypeError} when the name is taken
   */
  register(name: string, probe: ReadinessProbe): void {
    if (this.probes.has(name)) throw new TypeError(`there is a readiness probe "${name}" already`);
    this.probes.set(name, probe);
  }

  /** The probes as health indicators, to be run together. */
  all(): HealthIndicatorFunction[] {
    return [...this.probes].map(
      ([name, probe]) =>
        () =>
          this.run(name, probe),
    );
  }

  private async run(name: string, probe: ReadinessProbe) {
    const session = this.indicators.check(name);
    // async, so that a probe that throws at once is a failed one too
    const outcome = await session.attempt(async () => probe()).withTimeout(this.settings.readinessTimeoutMilliseconds);
    const isUp = outcome[name]?.status === 'up';
    this.logChange(name, isUp, outcome[name]?.['message']);
    // the reason is for the log only: it may name hosts, paths or statements
    return isUp ? session.up() : session.down();
  }

  private logChange(name: string, isUp: boolean, reason: unknown): void {
    if (isUp && this.failing.delete(name)) this.logger.log(`${name} is ready again`);
    if (isUp || this.failing.has(name)) return;
    this.failing.add(name);
    this.logger.warn(`${name} is not ready: ${String(reason)}`);
  }
}
