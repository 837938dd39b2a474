import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { AgentDirectory } from '../queries/agent-directory.js';
import { AddAgent } from '../use-cases/add-agent.js';
import { InviteAgent } from '../use-cases/invite-agent.js';
import { Allow } from './allow.decorator.js';
import { InvitationFields } from './invitation.fields.js';
import { AccountIsClosedType } from './refusals.type.js';

@InputType({ description: 'A member of staff who is to choose a password, for the first time or anew.' })
class InviteAgentInput extends MutationInput {
  @Field(() => ID, { description: 'The member of staff.' })
  agentId: string;
}

@ObjectType({ description: 'There is a new invitation; earlier ones are void.' })
class InviteAgentSuccess extends InvitationFields {}

const InviteAgentResult = resultUnion('InviteAgent', InviteAgentSuccess, { AccountIsClosed: AccountIsClosedType });

@Resolver()
export class InviteAgentMutation {
  constructor(
    private readonly useCase: InviteAgent,
    private readonly addAgent: AddAgent,
    private readonly directory: AgentDirectory,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => InviteAgentResult, {
    description: 'Makes a new invitation for somebody who lost his, or who forgot his password.',
  })
  inviteAgent(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: InviteAgentInput) {
    return answer(InviteAgentResult, this.useCase.execute(commandOf('inviteAgent', edge, input)), async (invited) => {
      const [agent] = await this.directory.byIds([invited.agentId]);
      return { agent, invitationToken: await this.addAgent.tokenOf(invited) };
    });
  }
}
