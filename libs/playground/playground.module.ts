import { type DynamicModule, type FactoryProvider, type InjectionToken, Module } from '@nestjs/common';
import type { Role } from './page/role.js';
import { PlaygroundController } from './playground.controller.js';
import { PLAYGROUND, type Playground } from './playground.page.js';

/**
 * GraphiQL at `/graphiql`, with roles that the user can play and examples that run as they stand. Everything comes from this
 * server. Needs `ConfigModule` with `playgroundSettings`.
 */
@Module({})
export class PlaygroundModule {
  static forRoot<T>(options: {
    readonly title: string;
    /** Path of the GraphQL endpoint, for HTTP and WebSocket. */
    readonly endpoint: string;
    /** Token of the provider that `roles` is called with, each time the page is asked for. */
    readonly inject: InjectionToken<T>;
    /** At least one; the first is shown first. */
    roles(injected: T): Promise<readonly Role[]>;
  }): DynamicModule {
    const { title, endpoint, inject } = options;
    const playground: FactoryProvider<Playground> = {
      provide: PLAYGROUND,
      inject: [inject],
      useFactory: (injected: T) => ({ title, endpoint, roles: () => options.roles(injected) }),
    };
    return { module: PlaygroundModule, controllers: [PlaygroundController], providers: [playground] };
  }
}
