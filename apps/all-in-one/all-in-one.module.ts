import { type DynamicModule, Module } from '@nestjs/common';
import { GraphqlEdgeModule } from '@libs/graphql';
import { LiveModule } from '@libs/live';
import { foundation, type ProcessOptions } from '../composition.js';
import { graphqlModules } from '../api/api.module.js';
import { playground } from '../api/playground/playground.js';
import { handlerModules } from '../worker/worker.module.js';

/** Api and worker in one process. */
@Module({})
export class AllInOneModule {
  static forRoot(options: ProcessOptions = {}): DynamicModule {
    return {
      module: AllInOneModule,
      imports: [
        ...foundation(options),
        LiveModule,
        GraphqlEdgeModule,
        playground,
        ...graphqlModules,
        ...handlerModules,
      ],
    };
  }
}
