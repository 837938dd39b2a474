import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { TagChat } from '../use-cases/tag-chat.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatType } from './chat.type.js';

@InputType({ description: 'The tags of a chat.' })
class TagChatInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => [String], { description: 'The tags, at most 20; they replace those that were there.' })
  tags: string[];
}

@ObjectType({ description: 'The tags were set.' })
class TagChatSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const TagChatResult = resultUnion('TagChat', TagChatSuccess);

@Resolver()
export class TagChatMutation {
  constructor(
    private readonly useCase: TagChat,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => TagChatResult, {
    description: 'Notes what a chat was about, so that past chats can be found again.',
  })
  tagChat(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: TagChatInput) {
    const work = this.useCase.execute(commandOf('tagChat', edge, input));
    return answer(TagChatResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
