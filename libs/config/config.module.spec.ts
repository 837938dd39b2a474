import 'reflect-metadata';
import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { ConfigModule, Configuration, ConfigurationError, defineSettings, runtimeSettings } from './index.js';
import type { SettingsOf } from './index.js';

const bell = defineSettings('bell', {
  rings: { env: 'PARLEY_TEST_RINGS', description: 'Rings.', schema: z.coerce.number().int().max(9), default: 3 },
});

@Injectable()
class Bell {
  constructor(
    @Inject(bell.token) readonly settings: SettingsOf<typeof bell>,
    @Inject(runtimeSettings.token) readonly runtime: SettingsOf<typeof runtimeSettings>,
    readonly configuration: Configuration,
  ) {}
}

class Warnings implements LoggerService {
  readonly lines: string[] = [];
  log(): void {}
  error(): void {}
  warn(message: string): void {
    this.lines.push(message);
  }
}

describe('ConfigModule', () => {
  it('provides the values of each group by its token', async () => {
    const imports = [ConfigModule.forRoot([bell], {}, { PARLEY_TEST_RINGS: '7', NODE_ENV: 'production' })];
    const module = await Test.createTestingModule({ imports, providers: [Bell] }).compile();
    const found = module.get(Bell);
    expect(found.settings).toEqual({ rings: 7 });
    expect(found.runtime.mode).toBe('production');
    expect(found.configuration.of(bell)).toBe(found.settings);
  });

  it('takes overrides, also for the settings that it adds by itself', async () => {
    const imports = [ConfigModule.forRoot([bell], { bell: { rings: 100 }, runtime: { mode: 'test' } }, {})];
    const module = await Test.createTestingModule({ imports, providers: [Bell] }).compile();
    expect(module.get(Bell).settings.rings).toBe(100);
    expect(module.get(Bell).runtime.mode).toBe('test');
  });

  it('refuses bad settings before any module exists', () => {
    expect(() => ConfigModule.forRoot([bell], {}, { PARLEY_TEST_RINGS: '10', NODE_ENV: 'x' })).toThrow(
      ConfigurationError,
    );
  });

  it('warns of a variable that may be misspelt', async () => {
    const warnings = new Warnings();
    const imports = [ConfigModule.forRoot([bell], {}, { PARLEY_TEST_RING: '7' })];
    const module = await Test.createTestingModule({ imports }).setLogger(warnings).compile();
    await module.init();
    expect(warnings.lines).toEqual(['No setting is called PARLEY_TEST_RING; is it misspelt?']);
    await module.close();
  });
});
