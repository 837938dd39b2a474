import { Resolver, Args } from '@nestjs/graphql';
import { CurrentEdge, type EdgeContext, PageArgs, Query, toConnection } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { CredentialLists } from '../queries/credential-lists.js';
import { Allow } from './allow.decorator.js';
import { BrandKeyConnection, LogInSessionConnection, ServiceTokenConnection } from './credential.types.js';

@Resolver()
export class CredentialsResolver {
  constructor(private readonly lists: CredentialLists) {}

  @Query(Allow('HAVE_ACCOUNT'), () => LogInSessionConnection, { description: 'Your open log-ins, newest first.' })
  async mySessions(
    @CurrentEdge() { actor }: EdgeContext<StaffActor>,
    @Args() page: PageArgs,
  ): Promise<LogInSessionConnection> {
    return toConnection(await this.lists.sessions(actor, page));
  }

  @Query(Allow('MANAGE_ORGANISATION'), () => ServiceTokenConnection, {
    description: 'The credentials of machines, closed ones too, newest first.',
  })
  async serviceTokens(@Args() page: PageArgs): Promise<ServiceTokenConnection> {
    return toConnection(await this.lists.serviceTokens(page));
  }

  @Query(Allow('MANAGE_ORGANISATION'), () => BrandKeyConnection, {
    description: 'The keys of your brands’ websites, revoked ones too, newest first.',
  })
  async brandKeys(
    @CurrentEdge() { actor }: EdgeContext<StaffActor>,
    @Args() page: PageArgs,
  ): Promise<BrandKeyConnection> {
    return toConnection(await this.lists.brandKeys(actor, page));
  }
}
