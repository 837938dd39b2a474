import { Field, ObjectType } from '@nestjs/graphql';
import { AgentType } from './agent.type.js';

/** What an administrator gets to pass on to an invited person. */
@ObjectType({ isAbstract: true })
export abstract class InvitationFields {
  @Field(() => AgentType, { description: 'The member of staff.' })
  agent: AgentType;

  @Field(() => String, {
    description:
      'Good once, for `acceptInvitation`. Pass it on to the invited person by email and to nobody else; a newer one voids it.',
  })
  invitationToken: string;
}
