import { Args, Field, ObjectType, Resolver } from '@nestjs/graphql';
import { badRequest, CurrentEdge, type EdgeContext, streamOf, Subscription } from '@libs/graphql';
import { Clock, type FactOf, type RecordedFact } from '@libs/domain';
import { FactFeed, type FeedItem } from '@libs/live';
import { BrandDirectory } from '@src/brands';
import { ChatOffered, ChatRequested } from '@src/events';
import { AgentDirectory, Allow, may, seesBrand, type Actor } from '@src/identity';
import type { ChatStatus } from '../model/chat.entity.js';
import { presenceRights } from '../model/presence.js';
import { Chats } from '../queries/chats.js';
import { Staffing } from '../queries/staffing.js';
import { ChatEventPayload } from './chat-event.types.js';
import { ChatType } from './chat.type.js';
import { showChat } from './show-chat.js';
import { chatFactTypes, showChatEvent } from './show-chat-event.js';

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
    private readonly chats: Chats,
    private readonly brands: BrandDirectory,
    private readonly staffing: Staffing,
    private readonly agents: AgentDirectory,
    private readonly clock: Clock,
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
  ): Promise<AsyncIterableIterator<ChatDeskEventPayload>> {
    let brandIds = actor.brandIds;
    if (brandCode) {
      const brand = await this.brands.byCode(brandCode);
      if (!brand || !seesBrand(actor, brand.id)) throw badRequest('No such brand.', { field: 'brandCode' });
      brandIds = [brand.id];
    }
    const source = this.feed.open({ types: chatFactTypes, brandIds }, { after: after ?? null });
    return streamOf(source, (item) => this.#show(item, actor));
  }

  async #show(item: FeedItem, actor: Actor): Promise<ChatDeskEventPayload | undefined> {
    const shown = showChatEvent(item, actor);
    if (!shown) return undefined;
    const { cursor, event } = shown;
    const isRequest =
      item.kind === 'fact' && (item.fact.type === ChatRequested.type || item.fact.type === ChatOffered.type);
    if (!isRequest) return { cursor, event, chat: null, sound: null };
    const chat = await this.chats.byId(actor, item.fact.aggregateId);
    if (!chat) return undefined;
    if (!(await this.#seesRequest(actor, chat.routingMode, item.fact)))
      return lostOffer(actor, item.fact) ? { cursor, event, chat: null, sound: null } : undefined;
    return { cursor, event, chat: showChat(chat, actor), sound: await this.#soundOf(actor, chat.status) };
  }

  /** Nothing rings for a request that somebody took meanwhile: the past is delivered too. */
  async #soundOf(actor: Actor, status: ChatStatus): Promise<string | null> {
    if (status !== 'REQUESTED' || actor.kind !== 'AGENT') return null;
    const sound = (await this.agents.settingsOf(actor.id))?.requestSound ?? 'NONE';
    return sound === 'NONE' ? null : sound;
  }

  /** Supervisors and machines watch all requests; agents see what their status and the routing show them (B2). */
  async #seesRequest(actor: Actor, mode: 'BROADCAST' | 'ASSIGNED', fact: RecordedFact): Promise<boolean> {
    if (actor.kind !== 'AGENT' || may(actor, 'SUPERVISE')) return true;
    const { offeredTo } = fact.payload as { offeredTo: string[] };
    if (mode === 'ASSIGNED' && !offeredTo.includes(actor.id)) return false;
    const agent = await this.staffing.ofAgent(actor.id, this.clock.now());
    return presenceRights(agent?.status ?? 'OFFLINE', mode).seesRequest;
  }
}

/** Whoever had the offer is told that it is gone. */
function lostOffer(actor: Actor, { type, payload }: RecordedFact): boolean {
  return type === ChatOffered.type && (payload as FactOf<typeof ChatOffered>).withdrawnFrom.includes(actor.id);
}
