import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { type Actor, Allow } from '@src/identity';
import { KeepVisit } from '../use-cases/keep-visit.js';

@InputType({ description: 'A sign of life of your page.' })
class KeepVisitInput extends MutationInput {}

@ObjectType({ description: 'You are still on your page.' })
class KeepVisitSuccess {
  @Field(() => Date, { description: 'Until when you count as being there; call again before.' })
  seenUntil: Date;
}

const KeepVisitResult = resultUnion('KeepVisit', KeepVisitSuccess);

@Resolver()
export class KeepVisitMutation {
  constructor(private readonly useCase: KeepVisit) {}

  @Mutation(Allow('USE_CHAT_WIDGET'), () => KeepVisitResult, { description: 'Tells that your page is still open.' })
  keepVisit(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: KeepVisitInput) {
    const outcome = this.useCase.execute(commandOf('keepVisit', edge, input));
    return answer(KeepVisitResult, outcome, ({ seenUntil }) => ({ seenUntil: new Date(seenUntil) }));
  }
}
