import { Args, Field, ID, InputType, Int, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import type { StaffRole } from '../model/role.js';
import { AgentDirectory } from '../queries/agent-directory.js';
import { ChangeAgentRights } from '../use-cases/change-agent-rights.js';
import { AgentType, StaffRoleEnum } from './agent.type.js';
import { Allow } from './allow.decorator.js';
import { AccountIsClosedType, LastAdminType } from './refusals.type.js';

@InputType({ description: 'New rights of a member of staff; what is left out stays.' })
class ChangeAgentRightsInput extends MutationInput {
  @Field(() => ID, { description: 'The member of staff.' })
  agentId: string;

  @Field(() => [StaffRoleEnum], { nullable: true, description: 'What he is; at least one role.' })
  roles?: StaffRole[];

  @Field(() => [ID], {
    nullable: true,
    description: 'Brands that he works for, out of your own; brands of his that you do not see stay.',
  })
  brandIds?: string[];

  @Field(() => [String], { nullable: true, description: 'Codes of the departments that he belongs to.' })
  departmentCodes?: string[];

  @Field(() => Int, { nullable: true, description: 'Most chats at the same time, 0 to 50.' })
  maxChats?: number;
}

@ObjectType({ description: 'The rights were changed; what he has open starts anew with them.' })
class ChangeAgentRightsSuccess {
  @Field(() => AgentType, { description: 'The member of staff as he is now.' })
  agent: AgentType;
}

const refusals = { LastAdmin: LastAdminType, AccountIsClosed: AccountIsClosedType };
const ChangeAgentRightsResult = resultUnion('ChangeAgentRights', ChangeAgentRightsSuccess, refusals);

@Resolver()
export class ChangeAgentRightsMutation {
  constructor(
    private readonly useCase: ChangeAgentRights,
    private readonly directory: AgentDirectory,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => ChangeAgentRightsResult, {
    description: 'Changes what a member of staff may do, and where.',
  })
  changeAgentRights(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: ChangeAgentRightsInput) {
    const outcome = this.useCase.execute(commandOf('changeAgentRights', edge, input));
    return answer(ChangeAgentRightsResult, outcome, async ({ agentId }) => {
      const [agent] = await this.directory.byIds([agentId]);
      return { agent };
    });
  }
}
