import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { AddChatNote } from '../use-cases/add-chat-note.js';
import { ChatAnswer } from './chat-answer.js';
import { ChatType } from './chat.type.js';

@InputType({ description: 'The note.' })
class AddChatNoteInput extends MutationInput {
  @Field(() => ID, { description: 'The chat.' })
  chatId: string;

  @Field(() => String, { description: 'The note, 1 to 8000 characters.' })
  text: string;
}

@ObjectType({ description: 'The note was added.' })
class AddChatNoteSuccess {
  @Field(() => ChatType, { nullable: true, description: 'The chat as it is now; null once you may no longer see it.' })
  chat: ChatType | null;
}

const AddChatNoteResult = resultUnion('AddChatNote', AddChatNoteSuccess);

@Resolver()
export class AddChatNoteMutation {
  constructor(
    private readonly useCase: AddChatNote,
    private readonly show: ChatAnswer,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => AddChatNoteResult, {
    description: 'Writes a note on a chat that only staff sees.',
  })
  addChatNote(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: AddChatNoteInput) {
    const work = this.useCase.execute(commandOf('addChatNote', edge, input));
    return answer(AddChatNoteResult, work, ({ chatId }) => this.show.chat(edge, chatId));
  }
}
