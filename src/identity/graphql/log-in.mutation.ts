import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { Actor } from '../model/actor.js';
import { LogIn } from '../use-cases/log-in.js';
import { AllowAnyone } from './allow.decorator.js';
import { LogInAnswers, LogInSuccessFields } from './log-in-answers.js';
import { TooManyAttemptsType, WrongCredentialsType } from './refusals.type.js';

@InputType({ description: 'How a member of staff proves who he is.' })
class LogInInput extends MutationInput {
  @Field(() => String, { description: 'Email address of the account; capital letters do not matter.' })
  email: string;

  @Field(() => String, { description: 'The password.' })
  password: string;

  @Field(() => String, { nullable: true, description: 'Token of this device from an earlier log-in.' })
  deviceToken?: string;
}

@ObjectType({ description: 'You are logged in.' })
class LogInSuccess extends LogInSuccessFields {}

const refusals = { WrongCredentials: WrongCredentialsType, TooManyAttempts: TooManyAttemptsType };
const LogInResult = resultUnion('LogIn', LogInSuccess, refusals);

@Resolver()
export class LogInMutation {
  constructor(
    private readonly useCase: LogIn,
    private readonly answers: LogInAnswers,
  ) {}

  @Mutation(AllowAnyone('nobody can have credentials before logging in'), () => LogInResult, {
    description: 'Logs a member of staff in with email address and password.',
  })
  logIn(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: LogInInput) {
    const outcome = this.useCase.execute(commandOf('logIn', edge, input), edge.credentials);
    return answer(LogInResult, outcome, (generation) => this.answers.show(generation));
  }
}
