import type { OnModuleInit } from '@nestjs/common';
import { Args, Field, ID, InputType, Resolver } from '@nestjs/graphql';
import { CurrentEdge, type EdgeContext, NodeSources, PageArgs, Query, toConnection } from '@libs/graphql';
import type { Actor } from '../model/actor.js';
import type { AccountStatus } from '../model/agent.entity.js';
import type { StaffRole } from '../model/role.js';
import { AgentList } from '../queries/agent-list.js';
import { AccountStatusEnum, AgentConnection, AgentType, StaffRoleEnum } from './agent.type.js';
import { Allow } from './allow.decorator.js';

@InputType({ description: 'Which members of staff are wanted; what is left out does not limit.' })
class AgentFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those who work for this brand.' })
  brandId?: string;

  @Field(() => StaffRoleEnum, { nullable: true, description: 'Only those with this role.' })
  role?: StaffRole;

  @Field(() => AccountStatusEnum, { nullable: true, description: 'Only accounts that are open, or closed.' })
  status?: AccountStatus;
}

@Resolver(() => AgentType)
export class AgentsResolver implements OnModuleInit {
  constructor(
    private readonly list: AgentList,
    private readonly nodes: NodeSources,
  ) {}

  onModuleInit(): void {
    this.nodes.add(async (actor, id) => {
      const agent = await this.list.one(actor as Actor, id);
      return agent && { __typename: 'Agent', ...agent };
    });
  }

  @Query(Allow('WATCH_CHATS'), () => AgentConnection, {
    description: 'The members of staff who share a brand with you, or all if you manage the organisation; by name.',
  })
  async agents(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args() page: PageArgs,
    @Args('filter', { nullable: true, description: 'Which are wanted; all when left out.' }) filter?: AgentFilterInput,
  ): Promise<AgentConnection> {
    return toConnection(await this.list.page(actor, filter ?? {}, page));
  }

  @Query(Allow('WATCH_CHATS'), () => AgentType, {
    nullable: true,
    description: 'One member of staff; null when there is none, or none whom you may see.',
  })
  async agent(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('id', { type: () => ID, description: 'The member of staff.' }) id: string,
  ): Promise<AgentType | null> {
    return (await this.list.one(actor, id)) ?? null;
  }
}
