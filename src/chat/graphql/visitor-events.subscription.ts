import { Args, Resolver } from '@nestjs/graphql';
import { NotFound, type RecordedFact } from '@libs/domain';
import { CurrentEdge, type EdgeContext, type LiveStream, streamOf, Subscription } from '@libs/graphql';
import { FactFeed, type FeedItem } from '@libs/live';
import { BrandDirectory } from '@src/brands';
import { type Actor, Allow, seesBrand } from '@src/identity';
import { Visitors, type VisitorView } from '../queries/visitors.js';
import { showVisitorEvent, visitorFactTypes } from './visitor-event.show.js';
import { VisitorEventPayload } from './visitor-event.type.js';

@Resolver()
export class VisitorEventsSubscription {
  /** All subscribers get the same fact at the same time: it is looked up once for all of them. */
  readonly #found = new WeakMap<RecordedFact, Promise<VisitorView | undefined>>();

  constructor(
    private readonly feed: FactFeed,
    private readonly brands: BrandDirectory,
    private readonly directory: Visitors,
  ) {}

  @Subscription(Allow('WATCH_CHATS'), () => VisitorEventPayload, {
    description: 'Who comes to the site of a brand, opens another page, leaves, or becomes known.',
    resolve: (payload: VisitorEventPayload) => payload,
  })
  async visitorEvents(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('brandCode', { type: () => String, description: 'Code of the brand, e.g. BCW.' }) brandCode: string,
    @Args('after', {
      type: () => String,
      nullable: true,
      description: 'Only events after this cursor; leave out for those from now on.',
    })
    after?: string | null,
  ): Promise<LiveStream<FeedItem, VisitorEventPayload>> {
    const brand = await this.brands.byCode(brandCode);
    if (!brand || !seesBrand(actor, brand.id)) throw new NotFound('brand', 'brandCode');
    const source = this.feed.follow({ types: visitorFactTypes, brandIds: [brand.id] }, { after: after ?? null });
    // Whoever may watch a brand is shown the same of it.
    return streamOf(
      source,
      (item) => showVisitorEvent(item, (id) => this.#find(item, id)),
      () => brand.id,
    );
  }

  #find(item: FeedItem, id: string): Promise<VisitorView | undefined> {
    if (item.kind !== 'fact') return this.directory.byId(id);
    const found = this.#found.get(item.fact) ?? this.directory.byId(id);
    this.#found.set(item.fact, found);
    return found;
  }
}
