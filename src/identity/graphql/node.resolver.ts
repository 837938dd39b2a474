import { Args, ID, Resolver } from '@nestjs/graphql';
import { CurrentEdge, type EdgeContext, NodeSources, NodeType, Query } from '@libs/graphql';
import type { Actor } from '../model/actor.js';
import { AllowAnyone } from './allow.decorator.js';

@Resolver()
export class NodeResolver {
  constructor(private readonly sources: NodeSources) {}

  @Query(AllowAnyone('each noun decides for the caller whether he may see it'), () => NodeType, {
    nullable: true,
    description: 'Anything with an id; null unless it is there and for you to see.',
  })
  async node(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('id', { type: () => ID, description: 'The id.' }) id: string,
  ): Promise<object | null> {
    return (await this.sources.find(actor, id)) ?? null;
  }
}
