import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { LiveModule } from '@libs/live';
import { ChatHandlersModule } from '@src/chat/chat.handlers.module.js';
import { IdentityHandlersModule } from '@src/identity/identity.handlers.module.js';
import { foundation, type ProcessOptions } from '../composition.js';

/** The doors of the business modules for jobs. */
export const handlerModules: readonly Type[] = [ChatHandlersModule, IdentityHandlersModule];

/** The process that reacts to facts and fires timers. */
@Module({})
export class WorkerModule {
  static forRoot(options: ProcessOptions = {}): DynamicModule {
    return { module: WorkerModule, imports: [...foundation(options), LiveModule, ...handlerModules] };
  }
}
