import { Args, Field, ObjectType, Resolver } from '@nestjs/graphql';
import { badRequest, CurrentEdge, type EdgeContext, type LiveStream, streamOf, Subscription } from '@libs/graphql';
import { type FactOf, type RecordedFact } from '@libs/domain';
import { FactFeed, type FeedItem } from '@libs/live';
import { BrandDirectory } from '@src/brands';
import { ChatOffered, ChatRequested } from '@src/events';
import { Allow, may, seesBrand, type Actor } from '@src/identity';
import { presenceRights } from '../model/presence.js';
import { type DeskRequest, DeskRequests } from '../queries/desk-requests.js';
import { ChatEventPayload } from './chat-event.types.js';
import { ChatType } from './chat.type.js';
import { showChat } from './show-chat.js';
import { chatFactTypes, showChatEvent, viewOf } from './show-chat-event.js';

@ObjectType({ description: 'An event of one of the chats of your brands.' })
export class ChatDeskEventPayload extends ChatEventPayload {
  @Field(() => ChatType, {
    nullable: true,
    description:
      'For a new request or offer to you: the chat as it is now; null when the offer went from you to another.',
  })
  chat: ChatType | null;

  @Field(() => String, {
    nullable: true,
    description:
      'For a new request or offer to you: name of the sound to play, by your settings; null for silence, and for what is past.',
  })
  sound: string | null;
}

@Resolver()
export class ChatDeskEventsSubscription {
  constructor(
    private readonly feed: FactFeed,
    private readonly brands: BrandDirectory,
    private readonly requests: DeskRequests,
  ) {}

  @Subscription(Allow('WATCH_CHATS'), () => ChatDeskEventPayload, {
    description:
      'What happens in all chats of your brands: new requests with their sound, who accepts, what is written, how it ends.',
    resolve: (payload: ChatDeskEventPayload) => payload,
  })
  async chatDeskEvents(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('brandCode', { type: () => String, nullable: true, description: 'Only chats of the brand of this code.' })
    brandCode?: string | null,
    @Args('after', {
      type: () => String,
      nullable: true,
      description: 'Resume after this cursor; left out, the stream starts now.',
    })
    after?: string | null,
  ): Promise<LiveStream<FeedItem, ChatDeskEventPayload>> {
    let brandIds = actor.brandIds;
    if (brandCode) {
      const brand = await this.brands.byCode(brandCode);
      if (!brand || !seesBrand(actor, brand.id)) throw badRequest('No such brand.', { field: 'brandCode' });
      brandIds = [brand.id];
    }
    const source = this.feed.follow({ types: chatFactTypes, brandIds }, { after: after ?? null });
    return streamOf(
      source,
      (item) => this.#show(item, actor),
      (item) => (isRequest(item) ? undefined : viewOf(item, actor)),
    );
  }

  async #showRequest(
    { fact, cursor }: FeedItem & { kind: 'fact' },
    event: ChatEventPayload['event'],
    actor: Actor,
  ): Shown {
    const request = await this.requests.of(fact, actor);
    if (!request) return undefined;
    const { chat } = request;
    if (!(await seesRequest(actor, request, fact)))
      return lostOffer(actor, fact) ? { cursor, event, chat: null, sound: null } : undefined;
    return { cursor, event, chat: showChat(chat, actor), sound: await soundOf(actor, request) };
  }

  #show(item: FeedItem, actor: Actor): ChatDeskEventPayload | undefined | Shown {
    const shown = showChatEvent(item, actor);
    if (!shown) return undefined;
    const { cursor, event } = shown;
    if (isRequest(item)) return this.#showRequest(item, event, actor);
    return { cursor, event, chat: null, sound: null };
  }
}

type Shown = Promise<ChatDeskEventPayload | undefined>;

/** What each watcher is shown by his own rights, status and settings. */
function isRequest(item: FeedItem): item is FeedItem & { kind: 'fact' } {
  return item.kind === 'fact' && (item.fact.type === ChatRequested.type || item.fact.type === ChatOffered.type);
}

/** Nothing rings for a request that somebody took meanwhile: the past is delivered too. */
async function soundOf(actor: Actor, request: DeskRequest): Promise<string | null> {
  if (request.chat.status !== 'REQUESTED' || actor.kind !== 'AGENT') return null;
  const sound = (await request.watchers()).get(actor.id)?.requestSound ?? 'NONE';
  return sound === 'NONE' ? null : sound;
}

/** Supervisors and machines watch all requests; agents see what their status and the routing show them (B2). */
async function seesRequest(actor: Actor, request: DeskRequest, fact: RecordedFact): Promise<boolean> {
  if (actor.kind !== 'AGENT' || may(actor, 'SUPERVISE')) return true;
  const { routingMode } = request.chat;
  const { offeredTo } = fact.payload as { offeredTo: string[] };
  if (routingMode === 'ASSIGNED' && !offeredTo.includes(actor.id)) return false;
  const status = (await request.watchers()).get(actor.id)?.status ?? 'OFFLINE';
  return presenceRights(status, routingMode).seesRequest;
}

/** Whoever had the offer is told that it is gone. */
function lostOffer(actor: Actor, { type, payload }: RecordedFact): boolean {
  return type === ChatOffered.type && (payload as FactOf<typeof ChatOffered>).withdrawnFrom.includes(actor.id);
}
