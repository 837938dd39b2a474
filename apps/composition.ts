import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ConfigModule, runtimeSettings, type SettingsGroup, type SettingsOverrides } from '@libs/config';
import { CommandsModule } from '@libs/commands';
import { DatabaseModule, databaseSettings } from '@libs/database';
import { Clock, Ids, SystemClock, SystemIds } from '@libs/domain';
import { graphqlSettings, socketSettings } from '@libs/graphql';
import { liveSettings } from '@libs/live';
import { ObservabilityModule, type ObservabilityOptions, observabilitySettings } from '@libs/observability';
import { type FactHandlerClass, OutboxModule, outboxSettings } from '@libs/outbox';
import { playgroundSettings } from '@libs/playground';
import { RateLimitsModule, requestLimitSettings } from '@libs/rate-limits';
import { type TimerTaskClass, TimersModule } from '@libs/timers';
import { Brand } from '@src/brands';
import { chatEntities, chatFactHandlers, chatSettings, chatTimerTasks } from '@src/chat';
import {
  actorLimitSettings,
  identityEntities,
  identityFactHandlers,
  identitySettings,
  oidcSettings,
} from '@src/identity';
import { serverSettings } from './server.settings.js';

/** Every setting of the product: read, checked and documented together. */
export const settings = [
  serverSettings,
  observabilitySettings,
  databaseSettings,
  outboxSettings,
  liveSettings,
  graphqlSettings,
  requestLimitSettings,
  socketSettings,
  playgroundSettings,
  identitySettings,
  actorLimitSettings,
  oidcSettings,
  chatSettings,
] as const satisfies readonly SettingsGroup[];

const entities: readonly Type[] = [Brand, ...identityEntities, ...chatEntities];
const factHandlers: readonly FactHandlerClass[] = [...identityFactHandlers, ...chatFactHandlers];
const timerTasks: readonly TimerTaskClass[] = [...chatTimerTasks];

/** What may differ from one process to the next, for tests and the demo. */
export interface ProcessOptions {
  readonly overrides?: SettingsOverrides<readonly [...typeof settings, typeof runtimeSettings]>;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly destination?: ObservabilityOptions['destination'];
}

@Module({})
class ProcessModule {
  static forRoot(clock: Clock, ids: Ids): DynamicModule {
    const providers = [
      { provide: Clock, useValue: clock },
      { provide: Ids, useValue: ids },
    ];
    return { module: ProcessModule, global: true, providers, exports: [Clock, Ids] };
  }
}

/** What every process stands on, api and worker alike. */
export function foundation(options: ProcessOptions = {}): DynamicModule[] {
  const clock = options.clock ?? new SystemClock();
  const ids = options.ids ?? new SystemIds();
  return [
    ConfigModule.forRoot<typeof settings>(settings, options.overrides),
    ProcessModule.forRoot(clock, ids),
    ObservabilityModule.forRoot({ ids, ...(options.destination && { destination: options.destination }) }),
    DatabaseModule.forRoot(entities),
    { module: RateLimitsModule },
    OutboxModule.forRoot(factHandlers),
    { module: CommandsModule },
    TimersModule.forRoot(timerTasks),
  ];
}
