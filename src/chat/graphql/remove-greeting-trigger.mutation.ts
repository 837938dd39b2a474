import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { type Actor, Allow } from '@src/identity';
import { RemoveGreetingTrigger } from '../use-cases/remove-greeting-trigger.js';

@InputType({ description: 'An automatic greeting that is no longer wanted.' })
class RemoveGreetingTriggerInput extends MutationInput {
  @Field(() => ID, { description: 'Id of the trigger.' })
  triggerId: string;
}

@ObjectType({ description: 'The greeting was removed.' })
class RemoveGreetingTriggerSuccess {
  @Field(() => ID, { description: 'Id that the trigger had.' })
  triggerId: string;
}

const RemoveGreetingTriggerResult = resultUnion('RemoveGreetingTrigger', RemoveGreetingTriggerSuccess);

@Resolver()
export class RemoveGreetingTriggerMutation {
  constructor(private readonly useCase: RemoveGreetingTrigger) {}

  @Mutation(Allow('SUPERVISE'), () => RemoveGreetingTriggerResult, {
    description: 'Removes an automatic greeting. What it said to visitors before stays.',
  })
  removeGreetingTrigger(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: RemoveGreetingTriggerInput) {
    const outcome = this.useCase.execute(commandOf('removeGreetingTrigger', edge, input));
    return answer(RemoveGreetingTriggerResult, outcome, (removed) => removed);
  }
}
