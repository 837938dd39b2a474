import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { CredentialLists } from '../queries/credential-lists.js';
import { RevokeBrandKey } from '../use-cases/revoke-brand-key.js';
import { Allow } from './allow.decorator.js';
import { BrandKeyType } from './credential.types.js';

@InputType({ description: 'A brand’s key that is to end.' })
class RevokeBrandKeyInput extends MutationInput {
  @Field(() => ID, { description: 'The key, from `brandKeys`.' })
  brandKeyId: string;
}

@ObjectType({
  description: 'Tokens that the key signed are void, and what people had open with them ends within 5 seconds.',
})
class RevokeBrandKeySuccess {
  @Field(() => BrandKeyType, { description: 'The key as it is now.' })
  brandKey: BrandKeyType;
}

const RevokeBrandKeyResult = resultUnion('RevokeBrandKey', RevokeBrandKeySuccess);

@Resolver()
export class RevokeBrandKeyMutation {
  constructor(
    private readonly useCase: RevokeBrandKey,
    private readonly credentials: CredentialLists,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => RevokeBrandKeyResult, {
    description: 'Takes back a key with which a brand’s website vouches for people.',
  })
  revokeBrandKey(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: RevokeBrandKeyInput) {
    const outcome = this.useCase.execute(commandOf('revokeBrandKey', edge, input));
    return answer(RevokeBrandKeyResult, outcome, async ({ brandKeyId }) => {
      const brandKey = await this.credentials.brandKey(brandKeyId);
      return { brandKey };
    });
  }
}
