import { Args, Field, ObjectType, Resolver } from '@nestjs/graphql';
import { NotFound } from '@libs/domain';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, resultUnion } from '@libs/graphql';
import { type Actor, Allow } from '@src/identity';
import { GreetingTriggers } from '../queries/triggers.js';
import { ChangeGreetingTrigger } from '../use-cases/change-greeting-trigger.js';
import { ChangeGreetingTriggerInput, GreetingTriggerType } from './greeting-trigger.type.js';
import { ForeignBrandLinkType } from './refusals.types.js';

@ObjectType({ description: 'The greeting was changed.' })
class ChangeGreetingTriggerSuccess {
  @Field(() => GreetingTriggerType, { description: 'The greeting as it is now.' })
  trigger: GreetingTriggerType;
}

const ChangeGreetingTriggerResult = resultUnion('ChangeGreetingTrigger', ChangeGreetingTriggerSuccess, {
  ForeignBrandLink: ForeignBrandLinkType,
});

@Resolver()
export class ChangeGreetingTriggerMutation {
  constructor(
    private readonly useCase: ChangeGreetingTrigger,
    private readonly triggers: GreetingTriggers,
  ) {}

  @Mutation(Allow('SUPERVISE'), () => ChangeGreetingTriggerResult, {
    description: 'Changes an automatic greeting. Greetings that wait for their time follow the change.',
  })
  changeGreetingTrigger(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: ChangeGreetingTriggerInput) {
    const outcome = this.useCase.execute(commandOf('changeGreetingTrigger', edge, input));
    return answer(ChangeGreetingTriggerResult, outcome, async ({ triggerId }) => {
      const trigger = await this.triggers.byId(triggerId);
      if (!trigger) throw new NotFound('trigger', 'triggerId');
      return { trigger };
    });
  }
}
