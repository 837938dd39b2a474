import { Args, ArgsType, Field, Float, ID, Info, Int, ObjectType, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { badRequest, CurrentEdge, type EdgeContext, PageArgs, PageItem, Query, toConnection } from '@libs/graphql';
import { BrandDirectory } from '@src/brands';
import { type Actor, Allow, seesBrand } from '@src/identity';
import { ChatStatistics, FIRST_RESPONSE_TARGET_SECONDS } from '../queries/chat-statistics.js';
import { ChatDetails } from '../queries/chat-details.js';
import type { ChatView } from '../queries/chat-view.js';
import { Chats, type ChatListView } from '../queries/chats.js';
import { Conversations } from '../queries/conversations.js';
import { askedChatColumns } from './asked-chat-columns.js';
import { ChatListViewEnum } from './chat.enums.js';
import { askedMessages, messagesLoader } from './chat-messages.loader.js';
import { ChatConnection, ChatType } from './chat.type.js';
import { showChat } from './show-chat.js';

@ArgsType()
class ChatsArgs extends PageArgs {
  @Field(() => ChatListViewEnum, { defaultValue: 'ALL', description: 'Which chats to show.' })
  view: ChatListView;

  @Field(() => String, { nullable: true, description: 'Only chats of the brand of this code.' })
  brandCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only chats that this agent serves or served.' })
  agentId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only chats of this visitor.' })
  visitorId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only chats with this tag.' })
  tag?: string | null;

  @Field(() => Date, { nullable: true, description: 'Only chats that were asked for at this time or later.' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Only chats that were asked for before this time.' })
  to?: Date | null;
}

@ObjectType({ description: 'Figures of the chats that were asked for in a period.' })
class ChatFigures {
  @Field(() => Int, { description: 'Chats asked for.' })
  requested: number;

  @Field(() => Int, { description: 'Chats that an agent accepted.' })
  accepted: number;

  @Field(() => Int, { description: 'Missed chats; the target is none.' })
  missed: number;

  @Field(() => Int, { description: 'Chats in which an agent wrote.' })
  answered: number;

  @Field(() => Float, { nullable: true, description: 'Average seconds from the request to the first answer.' })
  averageFirstResponseSeconds: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether that average is at most two minutes; null without an answered chat.',
  })
  isFirstResponseOnTarget: boolean | null;
}

@Resolver()
export class ChatsResolver {
  constructor(
    private readonly reader: Chats,
    private readonly conversations: Conversations,
    private readonly details: ChatDetails,
    private readonly brands: BrandDirectory,
    private readonly statistics: ChatStatistics,
  ) {}

  @Query(Allow('TAKE_PART_IN_CHAT'), () => ChatType, {
    nullable: true,
    description: 'A chat; null unless it is there and for you to see.',
  })
  async chat(
    @CurrentEdge() edge: EdgeContext<Actor>,
    @Args('id', { type: () => ID, description: 'Id of the chat.' }) id: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ChatType | null> {
    const view = await this.#read(edge, id, info);
    return view ? showChat(view, edge.actor) : null;
  }

  @Query(Allow('WATCH_CHATS'), () => ChatConnection, {
    description: 'Chats of your brands, newest activity first: requests, your own, or the history.',
  })
  async chats(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args() { brandCode, ...args }: ChatsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ChatConnection> {
    const brandId = brandCode ? await this.#brandId(actor, brandCode) : null;
    return this.#connection(actor, await this.reader.page(actor, { ...args, brandId }, args, askedChatColumns(info)));
  }

  @Query(Allow('USE_CHAT_WIDGET'), () => ChatConnection, { description: 'Your own chats, newest activity first.' })
  async myChats(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args() args: PageArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ChatConnection> {
    return this.#connection(actor, await this.reader.page(actor, { view: 'ALL' }, args, askedChatColumns(info)));
  }

  @Query(Allow('WATCH_CHATS'), () => ChatFigures, {
    description: 'How many chats of a brand were missed, and how fast the others were answered.',
  })
  async chatFigures(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('brandCode', { type: () => String, description: 'Code of the brand.' }) brandCode: string,
    @Args('from', { type: () => Date, description: 'Start of the period.' }) from: Date,
    @Args('to', { type: () => Date, description: 'End of the period, not included; at most a year later.' }) to: Date,
  ): Promise<ChatFigures> {
    const figures = await this.statistics.ofBrand(await this.#brandId(actor, brandCode), from, to);
    const average = figures.averageFirstResponseSeconds;
    return { ...figures, isFirstResponseOnTarget: average === null ? null : average <= FIRST_RESPONSE_TARGET_SECONDS };
  }

  /** The chat, and in the same statement the messages that its field `messages` will ask for. */
  async #read(edge: EdgeContext<Actor>, id: string, info: GraphQLResolveInfo): Promise<ChatView | undefined> {
    const columns = askedChatColumns(info);
    const messages = askedMessages(edge, info);
    if (!messages) return this.reader.byId(edge.actor, id, columns);
    const found = await this.conversations.read(edge.actor, id, columns, messages);
    if (found) messagesLoader(edge, this.details, messages).prime(found.chat.id, found.messages);
    return found?.chat;
  }

  #connection(actor: Actor, page: Awaited<ReturnType<Chats['page']>>): ChatConnection {
    return toConnection({
      ...page,
      items: page.items.map((item) => new PageItem(showChat(item.node, actor), item)),
    });
  }

  async #brandId(actor: Actor, code: string): Promise<string> {
    const brand = await this.brands.byCode(code);
    if (!brand || !seesBrand(actor, brand.id)) throw badRequest('No such brand.', { field: 'brandCode' });
    return brand.id;
  }
}
