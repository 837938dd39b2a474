import type { OnModuleInit } from '@nestjs/common';
import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { isUuid, NotFound } from '@libs/domain';
import { CurrentEdge, type EdgeContext, NodeSources, PageArgs, Query, toConnection } from '@libs/graphql';
import { BrandDirectory, BrandType } from '@src/brands';
import { type Actor, Allow, may, seesBrand } from '@src/identity';
import { GreetingTriggers } from '../queries/triggers.js';
import { GreetingTriggerConnection, GreetingTriggerType } from './greeting-trigger.type.js';

@Resolver(() => GreetingTriggerType)
export class GreetingTriggersResolver implements OnModuleInit {
  constructor(
    private readonly triggers: GreetingTriggers,
    private readonly brands: BrandDirectory,
    private readonly nodes: NodeSources,
  ) {}

  onModuleInit(): void {
    this.nodes.add(async (actor, id) => {
      if (!may(actor as Actor, 'SUPERVISE') || !isUuid(id)) return undefined;
      const trigger = await this.triggers.byId(id);
      return trigger && seesBrand(actor as Actor, trigger.brandId)
        ? { ...trigger, __typename: 'GreetingTrigger' }
        : undefined;
    });
  }

  @Query(Allow('SUPERVISE'), () => GreetingTriggerConnection, {
    description: 'The automatic greetings of a website, by name.',
  })
  async greetingTriggers(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('brandCode', { type: () => String, description: 'Code of the brand, e.g. BCW.' }) brandCode: string,
    @Args() args: PageArgs,
  ): Promise<GreetingTriggerConnection> {
    const brand = await this.brands.byCode(brandCode);
    if (!brand || !seesBrand(actor, brand.id)) throw new NotFound('brand', 'brandCode');
    return toConnection(await this.triggers.page(brand.id, args));
  }

  @ResolveField(() => BrandType, { description: 'The brand on whose website it greets.' })
  async brand(@Parent() { id, brandId }: GreetingTriggerType): Promise<BrandType> {
    const brand = await this.brands.byId(brandId);
    if (!brand) throw new Error(`Trigger ${id} belongs to no brand.`);
    return brand;
  }
}
