import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { NotFound } from '@libs/domain';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, resultUnion } from '@libs/graphql';
import { type Actor, Allow } from '@src/identity';
import { Visitors } from '../queries/visitors.js';
import { NoteVisitorDetails } from '../use-cases/note-visitor-details.js';
import { DetailsInput, showVisitor, VisitorType } from './visitor.type.js';

@InputType({ description: 'What a visitor told of himself.' })
class NoteVisitorDetailsInput extends DetailsInput {
  @Field(() => ID, { description: 'Id of the visitor.' })
  visitorId: string;
}

@ObjectType({ description: 'It is noted.' })
class NoteVisitorDetailsSuccess {
  @Field(() => VisitorType, { description: 'The visitor, with what is known of him now.' })
  visitor: VisitorType;
}

const NoteVisitorDetailsResult = resultUnion('NoteVisitorDetails', NoteVisitorDetailsSuccess);

@Resolver()
export class NoteVisitorDetailsMutation {
  constructor(
    private readonly useCase: NoteVisitorDetails,
    private readonly visitors: Visitors,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => NoteVisitorDetailsResult, {
    description: 'Notes what a visitor told of himself, e.g. in a chat.',
  })
  noteVisitorDetails(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: NoteVisitorDetailsInput) {
    const outcome = this.useCase.execute(commandOf('noteVisitorDetails', edge, input));
    return answer(NoteVisitorDetailsResult, outcome, async ({ visitorId }) => {
      const visitor = await this.visitors.byId(visitorId);
      if (!visitor) throw new NotFound('visitor', 'visitorId');
      return { visitor: showVisitor(visitor) };
    });
  }
}
