import { Args, ID, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { NotFound } from '@libs/domain';
import { CurrentEdge, type EdgeContext, loaderOf, PageArgs, Query, toConnection } from '@libs/graphql';
import { BrandDirectory, BrandType } from '@src/brands';
import { type Actor, Allow, seesBrand } from '@src/identity';
import { PageViews } from '../queries/page-views.js';
import { Visitors } from '../queries/visitors.js';
import { PageViewConnection, showVisitor, VisitorConnection, VisitorType } from './visitor.type.js';

@Resolver(() => VisitorType)
export class VisitorsResolver {
  constructor(
    private readonly directory: Visitors,
    private readonly pages: PageViews,
    private readonly brands: BrandDirectory,
  ) {}

  @Query(Allow('WATCH_CHATS'), () => VisitorConnection, {
    description:
      'Who is on the site of a brand now, and on which page; the newest visit first. Nobody can be addressed from here.',
  })
  async visitors(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('brandCode', { type: () => String, description: 'Code of the brand, e.g. BCW.' }) brandCode: string,
    @Args() args: PageArgs,
  ): Promise<VisitorConnection> {
    const brand = await this.brands.byCode(brandCode);
    if (!brand || !seesBrand(actor, brand.id)) throw new NotFound('brand', 'brandCode');
    const page = await this.directory.onSite(brand.id, args);
    const items = page.items.map(({ node, cursor }) => ({ node: showVisitor(node), cursor }));
    return Object.assign(toConnection({ ...page, items }), { cursor: page.feedCursor });
  }

  @Query(Allow('WATCH_CHATS'), () => VisitorType, {
    nullable: true,
    description: 'A visitor of a brand of yours, on the site or not.',
  })
  visitor(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('id', { type: () => ID, description: 'Id of the visitor.' }) id: string,
  ): Promise<VisitorType | null> {
    return this.#find(actor, id);
  }

  @ResolveField(() => BrandType, { description: 'The brand whose website he is on.' })
  async brand(@Parent() { id, brandId }: VisitorType): Promise<BrandType> {
    const brand = await this.brands.byId(brandId);
    if (!brand) throw new Error(`Visitor ${id} belongs to no brand.`);
    return brand;
  }

  @ResolveField(() => PageViewConnection, { description: 'The pages that he opened, the newest first.' })
  async pageViews(
    @CurrentEdge() edge: EdgeContext<Actor>,
    @Parent() { id }: VisitorType,
    @Args() { first, after }: PageArgs,
  ): Promise<PageViewConnection> {
    const wanted = { first, after: after ?? null };
    const load = loaderOf(
      edge,
      `page-views:${JSON.stringify(wanted)}`,
      (ids) => this.pages.of(ids, wanted),
      (view) => view.visitorId,
    );
    return toConnection(this.pages.page(await load.load(id), wanted));
  }

  async #find(actor: Actor, id: string): Promise<VisitorType | null> {
    const visitor = await this.directory.byId(id);
    return visitor && seesBrand(actor, visitor.brandId) ? showVisitor(visitor) : null;
  }
}
