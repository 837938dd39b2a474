import { Args, Field, ObjectType, Resolver } from '@nestjs/graphql';
import { NotFound } from '@libs/domain';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, resultUnion } from '@libs/graphql';
import { type Actor, Allow } from '@src/identity';
import { GreetingTriggers } from '../queries/triggers.js';
import { AddGreetingTrigger } from '../use-cases/add-greeting-trigger.js';
import { AddGreetingTriggerInput, GreetingTriggerType } from './greeting-trigger.type.js';
import { ForeignBrandLinkType } from './refusals.types.js';

@ObjectType({ description: 'The greeting was added.' })
class AddGreetingTriggerSuccess {
  @Field(() => GreetingTriggerType, { description: 'The greeting as it is now.' })
  trigger: GreetingTriggerType;
}

const AddGreetingTriggerResult = resultUnion('AddGreetingTrigger', AddGreetingTriggerSuccess, {
  ForeignBrandLink: ForeignBrandLinkType,
});

@Resolver()
export class AddGreetingTriggerMutation {
  constructor(
    private readonly useCase: AddGreetingTrigger,
    private readonly triggers: GreetingTriggers,
  ) {}

  @Mutation(Allow('SUPERVISE'), () => AddGreetingTriggerResult, {
    description: 'Adds an automatic greeting to a website.',
  })
  addGreetingTrigger(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: AddGreetingTriggerInput) {
    const outcome = this.useCase.execute(commandOf('addGreetingTrigger', edge, input));
    return answer(AddGreetingTriggerResult, outcome, async ({ triggerId }) => {
      const trigger = await this.triggers.byId(triggerId);
      if (!trigger) throw new NotFound('trigger', 'brandCode');
      return { trigger };
    });
  }
}
