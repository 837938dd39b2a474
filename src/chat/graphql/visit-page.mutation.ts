import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { type Actor, Allow } from '@src/identity';
import { VisitPage } from '../use-cases/visit-page.js';
import { TooManyPagesType } from './refusals.types.js';

@InputType({ description: 'The page that your browser shows.' })
class VisitPageInput extends MutationInput {
  @Field(() => String, {
    description: 'Its address on the website of your brand: http or https, at most 2,000 characters.',
  })
  url: string;

  @Field(() => String, { nullable: true, description: 'Its title, at most 500 characters.' })
  title?: string;
}

@ObjectType({ description: 'You are on this page now.' })
class VisitPageSuccess {
  @Field(() => Date, { description: 'Until when you count as being there; call keepVisit before.' })
  seenUntil: Date;
}

const VisitPageResult = resultUnion('VisitPage', VisitPageSuccess, { TooManyPages: TooManyPagesType });

@Resolver()
export class VisitPageMutation {
  constructor(private readonly useCase: VisitPage) {}

  @Mutation(Allow('USE_CHAT_WIDGET'), () => VisitPageResult, {
    description: 'Tells that you opened a page of the website.',
  })
  visitPage(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: VisitPageInput) {
    const outcome = this.useCase.execute(commandOf('visitPage', edge, input));
    return answer(VisitPageResult, outcome, ({ seenUntil }) => ({ seenUntil: new Date(seenUntil) }));
  }
}
