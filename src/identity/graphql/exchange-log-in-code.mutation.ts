import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { Actor } from '../model/actor.js';
import { ExchangeLogInCode } from '../use-cases/exchange-log-in-code.js';
import { AllowAnyone } from './allow.decorator.js';
import { LogInAnswers, LogInSuccessFields } from './log-in-answers.js';
import { InvalidLogInCodeType } from './refusals.type.js';

@InputType({ description: 'What came back from signing in at the identity provider.' })
class ExchangeLogInCodeInput extends MutationInput {
  @Field(() => String, { description: 'The one-time code; good for a minute.' })
  code: string;
}

@ObjectType({ description: 'You are logged in.' })
class ExchangeLogInCodeSuccess extends LogInSuccessFields {}

const ExchangeLogInCodeResult = resultUnion('ExchangeLogInCode', ExchangeLogInCodeSuccess, {
  InvalidLogInCode: InvalidLogInCodeType,
});

@Resolver()
export class ExchangeLogInCodeMutation {
  constructor(
    private readonly useCase: ExchangeLogInCode,
    private readonly answers: LogInAnswers,
  ) {}

  @Mutation(AllowAnyone('the one-time code says who it is'), () => ExchangeLogInCodeResult, {
    description: 'Logs a member of staff in who has signed in at the identity provider.',
  })
  exchangeLogInCode(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: ExchangeLogInCodeInput) {
    const outcome = this.useCase.execute(commandOf('exchangeLogInCode', edge, input), edge.credentials.userAgent);
    return answer(ExchangeLogInCodeResult, outcome, (generation) => this.answers.show(generation));
  }
}
