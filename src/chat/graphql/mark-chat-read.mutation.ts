import { Args, Field, ID, InputType, Int, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type OutsideActor, type StaffActor } from '@src/identity';
import { MarkChatRead } from '../use-cases/mark-chat-read.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatType } from './chat.type.js';
import { NotYourChatType } from './refusals.types.js';

@InputType({ description: 'How far you have read.' })
class MarkChatReadInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => Int, { description: 'Sequence number of the last message that you have read.' })
  upToSequence: number;
}

@ObjectType({ description: 'The time was noted.' })
class MarkChatReadSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const MarkChatReadResult = resultUnion('MarkChatRead', MarkChatReadSuccess, { NotYourChat: NotYourChatType });

@Resolver()
export class MarkChatReadMutation {
  constructor(
    private readonly useCase: MarkChatRead,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('TAKE_PART_IN_CHAT'), () => MarkChatReadResult, {
    description: 'Says that you have read a chat up to a message: its visitor, or an agent who is in it.',
  })
  markChatRead(@CurrentEdge() edge: EdgeContext<OutsideActor | StaffActor>, @Args('input') input: MarkChatReadInput) {
    const work = this.useCase.execute(commandOf('markChatRead', edge, input));
    return answer(MarkChatReadResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
