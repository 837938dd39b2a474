import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { CredentialLists } from '../queries/credential-lists.js';
import { OpenServiceToken } from '../use-cases/open-service-token.js';
import { Allow } from './allow.decorator.js';
import { ServiceTokenType } from './credential.types.js';

@InputType({ description: 'Credentials for a machine.' })
class OpenServiceTokenInput extends MutationInput {
  @Field(() => String, { description: 'What it is for, 1 to 100 characters.' })
  name: string;

  @Field(() => [ID], { description: 'Brands that the machine may see, out of your own.' })
  brandIds: string[];

  @Field(() => Date, { nullable: true, description: 'When it is to end by itself; never when left out.' })
  expiresAt?: Date;
}

@ObjectType({ description: 'The machine can sign in.' })
class OpenServiceTokenSuccess {
  @Field(() => ServiceTokenType, { description: 'The credentials without the secret.' })
  serviceToken: ServiceTokenType;

  @Field(() => String, {
    description:
      'Goes into the header `Authorization: Bearer …`. It is shown this once: keep it where the machine finds it.',
  })
  secretToken: string;
}

const OpenServiceTokenResult = resultUnion('OpenServiceToken', OpenServiceTokenSuccess);

@Resolver()
export class OpenServiceTokenMutation {
  constructor(
    private readonly useCase: OpenServiceToken,
    private readonly credentials: CredentialLists,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => OpenServiceTokenResult, {
    description: 'Makes credentials for a machine, with the role SERVICE.',
  })
  openServiceToken(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: OpenServiceTokenInput) {
    const outcome = this.useCase.execute(commandOf('openServiceToken', edge, input));
    return answer(OpenServiceTokenResult, outcome, async ({ serviceTokenId }) => {
      const serviceToken = await this.credentials.serviceToken(serviceTokenId);
      return { serviceToken, secretToken: await this.useCase.tokenOf(serviceTokenId) };
    });
  }
}
