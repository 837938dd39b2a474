import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { GraphqlEdgeModule } from '@libs/graphql';
import { LiveModule } from '@libs/live';
import { BrandsGraphqlModule } from '@src/brands/brands.graphql.module.js';
import { ChatGraphqlModule } from '@src/chat/chat.graphql.module.js';
import { IdentityGraphqlModule } from '@src/identity/identity.graphql.module.js';
import { foundation, type ProcessOptions } from '../composition.js';
import { playground } from './playground/playground.js';

/** The doors of the business modules for clients. */
export const graphqlModules: readonly Type[] = [BrandsGraphqlModule, IdentityGraphqlModule, ChatGraphqlModule];

/** The process that clients talk to: GraphQL over HTTP and WebSocket, the playground, health and metrics. */
@Module({})
export class ApiModule {
  static forRoot(options: ProcessOptions = {}): DynamicModule {
    return {
      module: ApiModule,
      imports: [...foundation(options), LiveModule, GraphqlEdgeModule, playground, ...graphqlModules],
    };
  }
}
