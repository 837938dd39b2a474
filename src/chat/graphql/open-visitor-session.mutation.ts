import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { type Actor, AllowAnyone } from '@src/identity';
import { OpenVisitorSession } from '../use-cases/open-visitor-session.js';
import { TooManyVisitorSessionsType } from './refusals.types.js';

@InputType({
  description:
    'On which website a visitor is. Here the client key is a secret: at least 20 characters, made at random.',
})
class OpenVisitorSessionInput extends MutationInput {
  @Field(() => String, { description: 'Code of the brand of the website, e.g. BCW.' })
  brandCode: string;
}

@ObjectType({ description: 'You are a visitor of the website.' })
class OpenVisitorSessionSuccess {
  @Field(() => ID, { description: 'Id of the visitor that you are.' })
  visitorId: string;

  @Field(() => String, { description: 'Token for everything that you do as this visitor: `Authorization: Bearer …`.' })
  token: string;

  @Field(() => Date, { description: 'When the token ends.' })
  expiresAt: Date;
}

const refusals = { TooManyVisitorSessions: TooManyVisitorSessionsType };
const OpenVisitorSessionResult = resultUnion('OpenVisitorSession', OpenVisitorSessionSuccess, refusals);

@Resolver()
export class OpenVisitorSessionMutation {
  constructor(private readonly useCase: OpenVisitorSession) {}

  @Mutation(AllowAnyone('a stranger on a website gets his first token here'), () => OpenVisitorSessionResult, {
    description: 'Makes you a visitor of a website. The same client key gives the same visitor and the same token.',
  })
  openVisitorSession(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: OpenVisitorSessionInput) {
    const outcome = this.useCase.execute(commandOf('openVisitorSession', edge, input), edge.credentials);
    return answer(OpenVisitorSessionResult, outcome, (session) => session);
  }
}
