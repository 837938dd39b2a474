import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { Logger, Module } from '@nestjs/common';
import { Configuration } from './configuration.js';
import { runtimeSettings } from './runtime.settings.js';
import type { Environment, SettingsOverrides } from './settings.reader.js';
import { readSettings } from './settings.reader.js';
import type { SettingsGroup } from './settings-group.js';

/** Provides every group's values under `group.token`, to all modules, and warns of variables that nobody declares. */
@Module({})
export class ConfigModule implements OnModuleInit {
  private readonly logger = new Logger(ConfigModule.name);

  constructor(private readonly configuration: Configuration) {}

  /**
   * Reads the environment at once, so that a process with bad settings ends before it starts anything.
   *
   * @param groups all settings of the process; `runtimeSettings` is added when missing
   * @param overrides values for tests; they win over the environment and are not checked
   * @param env the variables, normally those of the process
   * @throws {ConfigurationError} naming every bad variable
   */
  static forRoot<const G extends readonly SettingsGroup[]>(
    groups: G,
    overrides: SettingsOverrides<readonly [...G, typeof runtimeSettings]> = {},
    env?: Environment,
  ): DynamicModule {
    const all: SettingsGroup[] = [...new Set<SettingsGroup>([runtimeSettings, ...groups])];
    const configuration = readSettings<readonly SettingsGroup[]>(all, env, overrides);
    const values = all.map((group) => ({ provide: group.token, useValue: configuration.of(group) }));
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: Configuration, useValue: configuration }, ...values],
      exports: [Configuration, ...all.map((group) => group.token)],
    };
  }

  onModuleInit(): void {
    for (const name of this.configuration.unknown) this.logger.warn(`No setting is called ${name}; is it misspelt?`);
  }
}
