import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { AgentDirectory } from '../queries/agent-directory.js';
import { CloseAgentAccount } from '../use-cases/close-agent-account.js';
import { AgentType } from './agent.type.js';
import { Allow } from './allow.decorator.js';
import { AccountIsClosedType, LastAdminType } from './refusals.type.js';

@InputType({ description: 'A member of staff who leaves.' })
class CloseAgentAccountInput extends MutationInput {
  @Field(() => ID, { description: 'The member of staff.' })
  agentId: string;
}

@ObjectType({ description: 'The account is closed, and all that its owner had open ends within 5 seconds.' })
class CloseAgentAccountSuccess {
  @Field(() => AgentType, { description: 'The member of staff as he is now.' })
  agent: AgentType;
}

const refusals = { LastAdmin: LastAdminType, AccountIsClosed: AccountIsClosedType };
const CloseAgentAccountResult = resultUnion('CloseAgentAccount', CloseAgentAccountSuccess, refusals);

@Resolver()
export class CloseAgentAccountMutation {
  constructor(
    private readonly useCase: CloseAgentAccount,
    private readonly directory: AgentDirectory,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => CloseAgentAccountResult, {
    description: 'Closes the account of a member of staff for good.',
  })
  closeAgentAccount(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: CloseAgentAccountInput) {
    const outcome = this.useCase.execute(commandOf('closeAgentAccount', edge, input));
    return answer(CloseAgentAccountResult, outcome, async ({ agentId }) => {
      const [agent] = await this.directory.byIds([agentId]);
      return { agent };
    });
  }
}
