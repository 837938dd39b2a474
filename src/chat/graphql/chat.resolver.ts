import { Args, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { encodeKey } from '@libs/database';
import { Clock } from '@libs/domain';
import { BackwardPageArgs, CurrentEdge, type EdgeContext, loaderOf, toConnection } from '@libs/graphql';
import { BrandDirectory, BrandType } from '@src/brands';
import { type Actor, isOutside } from '@src/identity';
import { openingAdvice, type OpeningStep } from '../model/greeting.js';
import { ChatDetails, type MessageView } from '../queries/chat-details.js';
import { ChatMessageConnection, type ChatMessageType } from './chat-message.type.js';
import { messagesLoader, messagesRead } from './chat-messages.loader.js';
import { OpeningStepEnum } from './chat.enums.js';
import { ChatParticipantType, ChatPromiseType, ChatType, RoutingDecisionType } from './chat.type.js';
import { showMessage } from './show-chat.js';

/** The fields of a chat that are read only when asked for: for a whole list in one statement each. */
@Resolver(() => ChatType)
export class ChatResolver {
  constructor(
    private readonly details: ChatDetails,
    private readonly brands: BrandDirectory,
    private readonly clock: Clock,
  ) {}

  @ResolveField(() => BrandType, { description: 'The brand that it belongs to.' })
  async brand(@Parent() chat: ChatType): Promise<BrandType> {
    const brand = await this.brands.byId(chat.brandId);
    if (!brand) throw new Error(`Chat ${chat.id} belongs to no brand.`);
    return brand;
  }

  @ResolveField(() => ChatMessageConnection, { description: 'Its messages, oldest first, from the newest end.' })
  async messages(
    @CurrentEdge() edge: EdgeContext<Actor>,
    @Parent() chat: ChatType,
    @Args() args: BackwardPageArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = messagesRead(edge, args, info);
    const limit = read.limit - 1;
    const newestFirst = await messagesLoader(edge, this.details, read).load(chat.id);
    const hasMore = newestFirst.length > limit;
    const items = newestFirst
      .slice(0, limit)
      .reverse()
      .map((message) => new ListedMessage(message));
    return toConnection({ items, hasNext: args.before !== undefined && args.before !== null, hasPrevious: hasMore });
  }

  @ResolveField(() => ChatPromiseType, { nullable: true, description: 'The newest promise of time, if there is one.' })
  async promise(@CurrentEdge() edge: EdgeContext<Actor>, @Parent() chat: ChatType): Promise<ChatPromiseType | null> {
    const load = loaderOf(
      edge,
      'chat-promise',
      (ids) => this.details.promises(ids),
      (promise) => promise.chatId,
    );
    const [promise] = await load.load(chat.id);
    if (!promise) return null;
    const running = promise.isAnswered ? 'KEPT' : promise.dueAt <= this.clock.now() ? 'BROKEN' : 'OPEN';
    return { ...promise, state: promise.settled ?? running };
  }

  @ResolveField(() => [ChatParticipantType], {
    description: 'Agents who are or were in it, for staff; empty for visitors.',
  })
  async participants(
    @CurrentEdge() edge: EdgeContext<Actor>,
    @Parent() chat: ChatType,
  ): Promise<ChatParticipantType[]> {
    if (isOutside(edge.actor)) return [];
    const load = loaderOf(
      edge,
      'chat-participants',
      (ids) => this.details.participants(ids),
      (part) => part.chatId,
    );
    return (await load.load(chat.id)).map(({ agentId, displayName, ...part }) => ({
      ...part,
      agent: { id: agentId, displayName },
    }));
  }

  @ResolveField(() => [RoutingDecisionType], {
    description: 'Why it went to whom it went, for staff; empty for visitors.',
  })
  async routingDecisions(
    @CurrentEdge() edge: EdgeContext<Actor>,
    @Parent() chat: ChatType,
  ): Promise<RoutingDecisionType[]> {
    if (isOutside(edge.actor)) return [];
    return loaderOf(
      edge,
      'chat-routing',
      (ids) => this.details.decisions(ids),
      (decision) => decision.chatId,
    ).load(chat.id);
  }

  @ResolveField(() => [OpeningStepEnum], { description: 'What the agent does first, for staff; empty for visitors.' })
  openingAdvice(@CurrentEdge() { actor }: EdgeContext<Actor>, @Parent() chat: ChatType): OpeningStep[] {
    if (isOutside(actor)) return [];
    return openingAdvice({
      greetedByTrigger: chat.opening === 'GREETED',
      visitorWroteFirst: chat.opening === 'WROTE_FIRST',
      nameKnown: chat.visitor.name !== null,
      companyKnown: chat.visitor.company !== null,
    });
  }
}

/** A message in a list; few ask for cursors. */
class ListedMessage {
  readonly node: ChatMessageType;

  constructor(private readonly message: MessageView) {
    this.node = showMessage(message);
  }

  get cursor(): string {
    return encodeKey(this.message.sequence);
  }
}
