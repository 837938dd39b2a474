import { Args, Field, ID, InputType, Int, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import type { StaffRole } from '../model/role.js';
import { AgentDirectory } from '../queries/agent-directory.js';
import { AddAgent } from '../use-cases/add-agent.js';
import { StaffRoleEnum } from './agent.type.js';
import { Allow } from './allow.decorator.js';
import { InvitationFields } from './invitation.fields.js';
import { EmailTakenType } from './refusals.type.js';

@InputType({ description: 'A new member of staff.' })
class AddAgentInput extends MutationInput {
  @Field(() => String, { description: 'Email address that he will sign in with.' })
  email: string;

  @Field(() => String, { description: 'Name as others see it, 1 to 100 characters.' })
  displayName: string;

  @Field(() => [StaffRoleEnum], { description: 'What he is; at least one role.' })
  roles: StaffRole[];

  @Field(() => [ID], { description: 'Brands that he works for, out of your own.' })
  brandIds: string[];

  @Field(() => [String], {
    nullable: true,
    description: 'Codes of the departments that he belongs to; none when left out.',
  })
  departmentCodes?: string[];

  @Field(() => Int, { nullable: true, description: 'Most chats at the same time, 0 to 50; 4 when left out.' })
  maxChats?: number;
}

@ObjectType({ description: 'The account is there, and its owner is invited to choose a password.' })
class AddAgentSuccess extends InvitationFields {}

const AddAgentResult = resultUnion('AddAgent', AddAgentSuccess, { EmailTaken: EmailTakenType });

@Resolver()
export class AddAgentMutation {
  constructor(
    private readonly useCase: AddAgent,
    private readonly directory: AgentDirectory,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => AddAgentResult, { description: 'Adds a member of staff.' })
  addAgent(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: AddAgentInput) {
    return answer(AddAgentResult, this.useCase.execute(commandOf('addAgent', edge, input)), async (invited) => {
      const [agent] = await this.directory.byIds([invited.agentId]);
      return { agent, invitationToken: await this.useCase.tokenOf(invited) };
    });
  }
}
