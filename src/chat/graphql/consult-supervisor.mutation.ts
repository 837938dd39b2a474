import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { ConsultSupervisor } from '../use-cases/consult-supervisor.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatType } from './chat.type.js';
import { AgentNotAvailableType, ChatIsOverType, ForeignBrandLinkType, NotYourChatType } from './refusals.types.js';

@InputType({ description: 'Whom to ask what.' })
class ConsultSupervisorInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => ID, { description: 'The supervisor or administrator to ask.' })
  supervisorId: string;

  @Field(() => String, { description: 'The question; only staff sees it.' })
  question: string;

  @Field(() => String, {
    nullable: true,
    description: 'What the visitor reads meanwhile; left out, a sentence of ours.',
  })
  announcement?: string | null;
}

@ObjectType({ description: 'The supervisor was asked, and the visitor knows.' })
class ConsultSupervisorSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const ConsultSupervisorResult = resultUnion('ConsultSupervisor', ConsultSupervisorSuccess, {
  AgentNotAvailable: AgentNotAvailableType,
  ChatIsOver: ChatIsOverType,
  ForeignBrandLink: ForeignBrandLinkType,
  NotYourChat: NotYourChatType,
});

@Resolver()
export class ConsultSupervisorMutation {
  constructor(
    private readonly useCase: ConsultSupervisor,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => ConsultSupervisorResult, {
    description: 'Tells the visitor that you ask somebody, and asks a supervisor behind the scenes.',
  })
  consultSupervisor(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: ConsultSupervisorInput) {
    const work = this.useCase.execute(commandOf('consultSupervisor', edge, input));
    return answer(ConsultSupervisorResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
