import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { CredentialLists } from '../queries/credential-lists.js';
import { AddBrandKey } from '../use-cases/add-brand-key.js';
import { Allow } from './allow.decorator.js';
import { BrandKeyType } from './credential.types.js';

@InputType({ description: 'A key with which a brand’s website is to vouch for its customers and writers.' })
class AddBrandKeyInput extends MutationInput {
  @Field(() => ID, { description: 'The brand, one of your own.' })
  brandId: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Public key of the website in PEM form: P-256, or RSA with at least 2048 bits. When left out, we make a secret for HS256.',
  })
  publicKeyPem?: string;
}

@ObjectType({ description: 'The website can vouch for people.' })
class AddBrandKeySuccess {
  @Field(() => BrandKeyType, { description: 'The key without the secret.' })
  brandKey: BrandKeyType;

  @Field(() => String, {
    nullable: true,
    description: 'For HS256: the secret, whose UTF-8 bytes are the key. It is shown this once.',
  })
  signingSecret: string | null;
}

const AddBrandKeyResult = resultUnion('AddBrandKey', AddBrandKeySuccess);

@Resolver()
export class AddBrandKeyMutation {
  constructor(
    private readonly useCase: AddBrandKey,
    private readonly credentials: CredentialLists,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => AddBrandKeyResult, {
    description: 'Lets a brand’s website vouch for its customers and writers, with tokens that it signs.',
  })
  addBrandKey(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: AddBrandKeyInput) {
    const outcome = this.useCase.execute(commandOf('addBrandKey', edge, input));
    return answer(AddBrandKeyResult, outcome, async ({ brandKeyId, hasSecret }) => {
      const brandKey = await this.credentials.brandKey(brandKeyId);
      return { brandKey, signingSecret: hasSecret ? await this.useCase.secretOf(brandKeyId) : null };
    });
  }
}
