import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { JobTasks } from '@libs/outbox';
import { type TimerTaskClass } from './timer-task.js';
import { Timers } from './timers.js';

const TASKS = Symbol('timer tasks');

/** Timers for every module. */
@Module({})
export class TimersModule implements OnApplicationBootstrap {
  /** @param tasks the timer tasks that this process can run */
  static forRoot(tasks: readonly TimerTaskClass[]): DynamicModule {
    return {
      module: TimersModule,
      global: true,
      providers: [Timers, { provide: TASKS, useValue: tasks }],
      exports: [Timers],
    };
  }

  constructor(
    private readonly timers: Timers,
    private readonly jobs: JobTasks,
    @Inject(TASKS) private readonly tasks: readonly TimerTaskClass[],
  ) {}

  onApplicationBootstrap(): void {
    this.timers.register(this.tasks);
    this.jobs.add('fire-timer', async (payload) => {
      await this.timers.fire(String(payload['key']));
    });
  }
}
