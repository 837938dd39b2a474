import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { NotFound } from '@libs/domain';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, resultUnion } from '@libs/graphql';
import { Allow, type OutsideActor } from '@src/identity';
import { MyVisit as MyVisitQuery } from '../queries/my-visit.js';
import { TellWhoIAm } from '../use-cases/tell-who-i-am.js';
import { MyVisit, showMyVisit } from './my-visit.type.js';
import { DetailsInput } from './visitor.type.js';

@InputType({ description: 'Who you are and how to reach you.' })
class TellWhoIAmInput extends DetailsInput {}

@ObjectType({ description: 'It is noted.' })
class TellWhoIAmSuccess {
  @Field(() => MyVisit, { description: 'Your visit, with what is known of you now.' })
  visit: MyVisit;
}

const TellWhoIAmResult = resultUnion('TellWhoIAm', TellWhoIAmSuccess);

@Resolver()
export class TellWhoIAmMutation {
  constructor(
    private readonly useCase: TellWhoIAm,
    private readonly visits: MyVisitQuery,
  ) {}

  @Mutation(Allow('USE_CHAT_WIDGET'), () => TellWhoIAmResult, {
    description: 'Tells who you are and how to reach you.',
  })
  tellWhoIAm(@CurrentEdge() edge: EdgeContext<OutsideActor>, @Args('input') input: TellWhoIAmInput) {
    return answer(
      TellWhoIAmResult,
      this.useCase.execute(commandOf('tellWhoIAm', edge, input)),
      async ({ visitorId }) => {
        const visit = await this.visits.of(visitorId, edge.actor.brandId);
        if (!visit) throw new NotFound('visitor', 'visitor');
        return { visit: showMyVisit(visit) };
      },
    );
  }
}
