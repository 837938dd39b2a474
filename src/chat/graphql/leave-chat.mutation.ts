import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type OutsideActor, type StaffActor } from '@src/identity';
import { LeaveChat } from '../use-cases/leave-chat.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatType } from './chat.type.js';
import { ChatIsOverType, NotYourChatType, VisitorMayStillAnswerType } from './refusals.types.js';

@InputType({ description: 'The chat to leave.' })
class LeaveChatInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;
}

@ObjectType({ description: 'You have left the chat.' })
class LeaveChatSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const LeaveChatResult = resultUnion('LeaveChat', LeaveChatSuccess, {
  ChatIsOver: ChatIsOverType,
  NotYourChat: NotYourChatType,
  VisitorMayStillAnswer: VisitorMayStillAnswerType,
});

@Resolver()
export class LeaveChatMutation {
  constructor(
    private readonly useCase: LeaveChat,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('TAKE_PART_IN_CHAT'), () => LeaveChatResult, {
    description:
      "Leaves a chat: the visitor at any time, the serving agent after more than three minutes of the visitor's silence, a consultant when done.",
  })
  leaveChat(@CurrentEdge() edge: EdgeContext<OutsideActor | StaffActor>, @Args('input') input: LeaveChatInput) {
    const work = this.useCase.execute(commandOf('leaveChat', edge, input));
    return answer(LeaveChatResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
