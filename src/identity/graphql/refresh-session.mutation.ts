import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { Actor } from '../model/actor.js';
import { LogInTokenFactory } from '../tokens/log-in-tokens.js';
import { RefreshSession } from '../use-cases/refresh-session.js';
import { AllowAnyone } from './allow.decorator.js';
import { LogInTokensType } from './log-in-tokens.type.js';
import { InvalidRefreshTokenType } from './refusals.type.js';

@InputType({ description: 'A refresh token to be exchanged for new tokens.' })
class RefreshSessionInput extends MutationInput {
  @Field(() => String, { description: 'The newest refresh token of the log-in.' })
  refreshToken: string;
}

@ObjectType({ description: 'The log-in goes on with new tokens.' })
class RefreshSessionSuccess {
  @Field(() => LogInTokensType, { description: 'What to present from now on; the tokens before are void.' })
  tokens: LogInTokensType;
}

const RefreshSessionResult = resultUnion('RefreshSession', RefreshSessionSuccess, {
  InvalidRefreshToken: InvalidRefreshTokenType,
});

@Resolver()
export class RefreshSessionMutation {
  constructor(
    private readonly useCase: RefreshSession,
    private readonly tokens: LogInTokenFactory,
  ) {}

  @Mutation(AllowAnyone('the refresh token says who it is'), () => RefreshSessionResult, {
    description:
      'Exchanges a refresh token for new tokens. Send it without the old access token: an expired one would be refused before.',
  })
  refreshSession(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: RefreshSessionInput) {
    const outcome = this.useCase.execute(commandOf('refreshSession', edge, input));
    return answer(RefreshSessionResult, outcome, async (generation) => ({
      tokens: await this.tokens.tokensOf(generation),
    }));
  }
}
