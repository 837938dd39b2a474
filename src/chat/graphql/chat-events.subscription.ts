import { Args, ID, Resolver } from '@nestjs/graphql';
import { CurrentEdge, type EdgeContext, type LiveStream, Subscription, streamOf } from '@libs/graphql';
import { NotFound } from '@libs/domain';
import { FactFeed, type FeedItem } from '@libs/live';
import { type Actor, Allow } from '@src/identity';
import { Chats } from '../queries/chats.js';
import { typingTopic } from '../use-cases/signal-typing.js';
import { ChatEventPayload } from './chat-event.types.js';
import { chatFactTypes, showChatEvent, viewOf } from './show-chat-event.js';

@Resolver()
export class ChatEventsSubscription {
  constructor(
    private readonly feed: FactFeed,
    private readonly chats: Chats,
  ) {}

  @Subscription(Allow('TAKE_PART_IN_CHAT'), () => ChatEventPayload, {
    description: 'Everything that happens in one chat, in order, without gap or repeat.',
    resolve: (payload: ChatEventPayload) => payload,
  })
  async chatEvents(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('chatId', { type: () => ID, description: 'The chat.' }) chatId: string,
    @Args('after', {
      type: () => String,
      nullable: true,
      description:
        "Resume after this cursor: of the last event, or a chat's eventsCursor. Left out, the stream starts now.",
    })
    after?: string | null,
  ): Promise<LiveStream<FeedItem, ChatEventPayload>> {
    const chat = await this.chats.byId(actor, chatId);
    if (!chat) throw new NotFound('chat', 'chatId');
    const source = this.feed.follow(
      { types: chatFactTypes, aggregateIds: [chat.id] },
      { after: after ?? null, topics: [typingTopic(chat.id)] },
    );
    return streamOf(
      source,
      (item) => showChatEvent(item, actor),
      (item) => viewOf(item, actor),
    );
  }
}
