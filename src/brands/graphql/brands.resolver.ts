import type { OnModuleInit } from '@nestjs/common';
import { Args, Resolver } from '@nestjs/graphql';
import { CurrentEdge, type EdgeContext, NodeSources, PageArgs, Query, toConnection } from '@libs/graphql';
import { decodeKey, encodeKey, pageSize } from '@libs/database';
import { type Actor, Allow, may, seesBrand } from '@src/identity';
import { BrandDirectory } from '../queries/brand-directory.js';
import { BrandConnection, BrandType } from './brand.type.js';

@Resolver(() => BrandType)
export class BrandsResolver implements OnModuleInit {
  constructor(
    private readonly directory: BrandDirectory,
    private readonly nodes: NodeSources,
  ) {}

  onModuleInit(): void {
    this.nodes.add(async (actor, id) => {
      // As for the list below: people outside see a brand's website, not how it is worked.
      const isVisible = may(actor as Actor, 'WATCH_CHATS') && seesBrand(actor as Actor, id.toLowerCase());
      const brand = isVisible ? await this.directory.byId(id.toLowerCase()) : undefined;
      return brand && { __typename: 'Brand', ...brand };
    });
  }

  @Query(Allow('WATCH_CHATS'), () => BrandConnection, { description: 'The brands that you work for, by code.' })
  async brands(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args() { first, after }: PageArgs,
  ): Promise<BrandConnection> {
    const size = pageSize(first);
    const [start] = decodeKey(after, ['text']) ?? [''];
    const rest = (await this.directory.all()).filter(
      (brand) => seesBrand(actor, brand.id) && brand.code > String(start),
    );
    return toConnection({
      items: rest.slice(0, size).map((brand) => ({ node: brand, cursor: encodeKey(brand.code) })),
      hasNext: rest.length > size,
      hasPrevious: start !== '',
    });
  }
}
