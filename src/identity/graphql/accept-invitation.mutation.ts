import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { Actor } from '../model/actor.js';
import { AcceptInvitation } from '../use-cases/accept-invitation.js';
import { AllowAnyone } from './allow.decorator.js';
import { InvalidInvitationType } from './refusals.type.js';

@InputType({ description: 'An invitation and the password that the invited person chose.' })
class AcceptInvitationInput extends MutationInput {
  @Field(() => String, { description: 'Token of the invitation.' })
  invitationToken: string;

  @Field(() => String, { description: 'The password, 10 to 128 characters.' })
  password: string;
}

@ObjectType({ description: 'The password is set; log in with it.' })
class AcceptInvitationSuccess {
  @Field(() => String, { description: 'Email address to log in with.' })
  email: string;
}

const AcceptInvitationResult = resultUnion('AcceptInvitation', AcceptInvitationSuccess, {
  InvalidInvitation: InvalidInvitationType,
});

@Resolver()
export class AcceptInvitationMutation {
  constructor(private readonly useCase: AcceptInvitation) {}

  @Mutation(AllowAnyone('the invitation says who it is'), () => AcceptInvitationResult, {
    description: 'Sets the password of an invited member of staff.',
  })
  acceptInvitation(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: AcceptInvitationInput) {
    const outcome = this.useCase.execute(commandOf('acceptInvitation', edge, input));
    return answer(AcceptInvitationResult, outcome, ({ email }) => ({ email }));
  }
}
