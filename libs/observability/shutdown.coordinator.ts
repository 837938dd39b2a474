import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { observabilitySettings, type ObservabilitySettings } from './observability.settings.js';
import { OpenConnections } from './open-connections.js';

/** Undoes one thing; `signal` is aborted when the deadline has passed and nobody waits any more. */
export type ShutdownStep = (signal: AbortSignal) => Promise<void> | void;

/** How long clients have to close their sockets once they are told. */
const FAREWELL_MS = 2_000;

/** Where a step usually belongs: first tell clients, then give back work, then let go of connections. */
export const shutdownOrder = { tellClients: 100, handBackJobs: 200, flush: 300, disconnect: 400 } as const;

interface NamedStep {
  readonly order: number;
  readonly name: string;
  readonly step: ShutdownStep;
}

/**
 * Stops the process in good order, driven by Nest's shutdown hooks: `/health/ready` answers 503 and each answer ends its connection;
 * after a while for load balancers to notice (on SIGTERM only) the registered steps run, while the HTTP server still answers; then Nest
 * closes the server. All of it has one deadline, after which unfinished steps are left behind and open connections are cut.
 */
@Injectable()
export class ShutdownCoordinator implements OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(ShutdownCoordinator.name);
  private readonly steps: NamedStep[] = [];
  private readonly deadline = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private farewell: NodeJS.Timeout | undefined;

  constructor(
    @Inject(observabilitySettings.token) private readonly settings: ObservabilitySettings,
    private readonly connections: OpenConnections,
  ) {}

  /** True from the moment at which the stop began. */
  get isShuttingDown(): boolean {
    return this.timer !== undefined;
  }

  /**
   * Adds a step. Lower orders run first, steps of one order run together. A step that fails is logged and the next
   * ones run all the same.
   *
   * @throws {TypeError} when the stop has begun already
   */
  onShutdown(order: number, name: string, step: ShutdownStep): void {
    if (this.isShuttingDown) throw new TypeError(`"${name}" comes too late: the process is stopping`);
    this.steps.push({ order, name, step });
  }

  onModuleDestroy(): void {
    this.begin();
  }

  async beforeApplicationShutdown(reason?: string): Promise<void> {
    this.begin();
    if (reason === 'SIGTERM') await this.drain();
    const orders = [...new Set(this.steps.map(({ order }) => order))].sort((a, b) => a - b);
    for (const order of orders) {
      if (order >= shutdownOrder.tellClients) this.connections.refuseUpgrades();
      await Promise.all(this.steps.filter((one) => one.order === order).map((one) => this.run(one)));
    }
    this.farewell = setTimeout(() => this.connections.cutUpgraded(), FAREWELL_MS);
    // Right after whoever was waiting to be let in came in: the kernel resets those who still wait when Nest closes the server next.
    await setImmediate();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    clearTimeout(this.farewell);
    this.logger.log('stopped');
  }

  private begin(): void {
    if (this.isShuttingDown) return;
    this.logger.log('stopping');
    this.connections.drain();
    this.timer = setTimeout(() => this.giveUp(), this.settings.shutdownDeadlineSeconds * 1000);
  }

  /** Still serves whoever comes, until load balancers and clients have gone elsewhere. */
  private async drain(): Promise<void> {
    const { signal } = this.deadline;
    await delay(this.settings.drainSeconds * 1000, undefined, { signal }).catch(() => undefined);
  }

  private giveUp(): void {
    this.deadline.abort();
    const cut = this.connections.cut();
    this.logger.warn(`the deadline of ${this.settings.shutdownDeadlineSeconds} s has passed; ${cut} connections cut`);
  }

  private async run({ name, step }: NamedStep): Promise<void> {
    const { signal } = this.deadline;
    if (signal.aborted) return this.logger.error(`stop: ${name} was skipped, no time was left`);
    const startedAt = performance.now();
    const took = () => `after ${Math.round(performance.now() - startedAt)} ms`;
    try {
      const isDone = await Promise.race([Promise.resolve(step(signal)).then(() => true), aborted(signal)]);
      if (isDone) this.logger.log(`stop: ${name} done ${took()}`);
      else this.logger.error(`stop: ${name} left unfinished ${took()}`);
    } catch (error) {
      this.logger.error(error, `stop: ${name} failed ${took()}`);
    }
  }
}

function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(false), { once: true }));
}
