import { Args, createUnionType, Field, ObjectType, Resolver } from '@nestjs/graphql';
import { NotFound } from '@libs/domain';
import { CurrentEdge, type EdgeContext, type LiveStream, Query, streamOf, Subscription } from '@libs/graphql';
import { FactFeed, type FeedItem } from '@libs/live';
import type { FactOf } from '@libs/domain';
import { VisitorGreeted } from '@src/events';
import { Allow, type OutsideActor } from '@src/identity';
import { MyVisit as MyVisitQuery } from '../queries/my-visit.js';
import { CaughtUp, caughtUp } from './caught-up.type.js';
import { GreetingType, MyVisit, showMyVisit } from './my-visit.type.js';

@ObjectType({ description: 'A trigger greets you: show it.' })
class GreetingShown {
  @Field(() => GreetingType, { description: 'The greeting.' })
  greeting: GreetingType;
}

const MyVisitEventUnion = createUnionType({
  name: 'MyVisitEvent',
  description: 'What happens to your visit.',
  types: () => [GreetingShown, CaughtUp] as const,
  resolveType: (value: object) => (value instanceof GreetingShown ? GreetingShown : CaughtUp),
});

@ObjectType({ description: 'Something that happened to your visit, with its place in the stream.' })
class MyVisitEventPayload {
  @Field(() => String, { description: 'Where to resume after this.' })
  cursor: string;

  @Field(() => MyVisitEventUnion, { description: 'What happened.' })
  event: GreetingShown | CaughtUp;
}

@Resolver()
export class MyVisitResolver {
  constructor(
    private readonly visits: MyVisitQuery,
    private readonly feed: FactFeed,
  ) {}

  @Query(Allow('USE_CHAT_WIDGET'), () => MyVisit, { description: 'Your own visit of the website.' })
  async myVisit(@CurrentEdge() { actor }: EdgeContext<OutsideActor>): Promise<MyVisit> {
    const visit = await this.visits.of(actor.id, actor.brandId);
    if (!visit) throw new NotFound('visitor', 'visitor');
    return showMyVisit(visit);
  }

  @Subscription(Allow('USE_CHAT_WIDGET'), () => MyVisitEventPayload, {
    description: 'The greetings of your visit, as they come.',
    resolve: (payload: MyVisitEventPayload) => payload,
  })
  myVisitEvents(
    @CurrentEdge() { actor }: EdgeContext<OutsideActor>,
    @Args('after', {
      type: () => String,
      nullable: true,
      description: 'Only events after this cursor; leave out for those from now on.',
    })
    after?: string | null,
  ): LiveStream<FeedItem, MyVisitEventPayload> {
    const filter = { types: [VisitorGreeted.type], aggregateIds: [actor.id] };
    return streamOf(this.feed.follow(filter, { after: after ?? null }), showMine);
  }
}

function showMine(item: FeedItem): MyVisitEventPayload | undefined {
  const { cursor } = item;
  if (item.kind === 'signal') return undefined;
  if (item.kind === 'caught-up') return { cursor, event: caughtUp(item) };
  const { greetingId: id, text, url: pageUrl, at } = item.fact.payload as FactOf<typeof VisitorGreeted>;
  return {
    cursor,
    event: Object.assign(new GreetingShown(), { greeting: { id, text, pageUrl, sentAt: new Date(at) } }),
  };
}
