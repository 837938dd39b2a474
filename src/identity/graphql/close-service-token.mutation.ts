import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { CredentialLists } from '../queries/credential-lists.js';
import { CloseServiceToken } from '../use-cases/close-service-token.js';
import { Allow } from './allow.decorator.js';
import { ServiceTokenType } from './credential.types.js';

@InputType({ description: 'Credentials of a machine that are to end.' })
class CloseServiceTokenInput extends MutationInput {
  @Field(() => ID, { description: 'The token’s id, from `serviceTokens`.' })
  serviceTokenId: string;
}

@ObjectType({ description: 'The machine can no longer sign in, and what it had open ends within 5 seconds.' })
class CloseServiceTokenSuccess {
  @Field(() => ServiceTokenType, { description: 'The credentials as they are now.' })
  serviceToken: ServiceTokenType;
}

const CloseServiceTokenResult = resultUnion('CloseServiceToken', CloseServiceTokenSuccess);

@Resolver()
export class CloseServiceTokenMutation {
  constructor(
    private readonly useCase: CloseServiceToken,
    private readonly credentials: CredentialLists,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => CloseServiceTokenResult, {
    description: 'Ends the credentials of a machine.',
  })
  closeServiceToken(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: CloseServiceTokenInput) {
    const outcome = this.useCase.execute(commandOf('closeServiceToken', edge, input));
    return answer(CloseServiceTokenResult, outcome, async ({ serviceTokenId }) => {
      const serviceToken = await this.credentials.serviceToken(serviceTokenId);
      return { serviceToken };
    });
  }
}
