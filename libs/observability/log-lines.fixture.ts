import 'reflect-metadata';
import { Controller, Get, Logger, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ConfigModule } from '@libs/config';
import {
  nameOperation,
  ObservabilityModule,
  observabilitySettings,
  type ObservabilitySettings,
  useStructuredLogging,
} from './index.js';

/** Keeps the log lines that a test wants to look at. */
export class LogLines {
  readonly raw: string[] = [];

  write(line: string): void {
    this.raw.push(line);
  }

  /** The lines as objects, with the one text, if given. */
  withMessage(message: string): Record<string, unknown>[] {
    return this.raw.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === message);
  }
}

@Controller()
class ProbeController {
  private readonly logger = new Logger('Probe');

  @Get('things/:id')
  thing(@Param('id') id: string): string {
    nameOperation('readThing');
    this.logger.log(`reading ${id}`, { chatId: 7, deep: { accessToken: 'canary' } });
    return id;
  }

  @Get('fails')
  fail(): never {
    throw Object.assign(new Error('broken at postgres://me:canary@host/db'), { clientSecret: 'canary' });
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

/** A running application with nothing but this library and two routes in it; what it logged to start is dropped. */
export async function startProbe(
  lines: LogLines,
  settings: Partial<ObservabilitySettings> = {},
): Promise<NestExpressApplication> {
  const imports = [
    ConfigModule.forRoot([observabilitySettings], { observability: settings }, {}),
    ObservabilityModule.forRoot({ destination: lines }),
  ];
  const root = { module: ProbeModule, imports };
  const app = await NestFactory.create<NestExpressApplication>(root, { bufferLogs: true, abortOnError: false });
  useStructuredLogging(app);
  await app.listen(0, '127.0.0.1');
  lines.raw.splice(0);
  return app;
}
