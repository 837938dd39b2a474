import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { type Actor, Allow } from '@src/identity';
import { LeaveSite } from '../use-cases/leave-site.js';

@InputType({ description: 'Your last page of the website is being closed.' })
class LeaveSiteInput extends MutationInput {}

@ObjectType({ description: 'You have left the website.' })
class LeaveSiteSuccess {
  @Field(() => ID, { description: 'Id of the visitor that you are.' })
  visitorId: string;
}

const LeaveSiteResult = resultUnion('LeaveSite', LeaveSiteSuccess);

@Resolver()
export class LeaveSiteMutation {
  constructor(private readonly useCase: LeaveSite) {}

  @Mutation(Allow('USE_CHAT_WIDGET'), () => LeaveSiteResult, {
    description: 'Tells that you leave the website. An open chat stays open.',
  })
  leaveSite(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: LeaveSiteInput) {
    return answer(LeaveSiteResult, this.useCase.execute(commandOf('leaveSite', edge, input)), (outcome) => outcome);
  }
}
