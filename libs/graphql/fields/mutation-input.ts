import { Field, InputType } from '@nestjs/graphql';
import type { ActorRef, Command } from '@libs/domain';
import type { EdgeContext } from '../requests/edge.js';

/** What the input of every mutation has. */
@InputType({ isAbstract: true })
export abstract class MutationInput {
  @Field(() => String, {
    description:
      'Chosen by you, 8 to 64 letters, digits, hyphens or underscores, e.g. a UUID. Send the same again after a lost answer: you get the same answer, and nothing is done twice.',
  })
  clientKey: string;
}

/** The command that a mutation asks for. @param name the mutation's name */
export function commandOf<I extends MutationInput, A extends ActorRef>(
  name: string,
  edge: EdgeContext<A>,
  input: I,
): Command<Omit<I, 'clientKey'>, A> {
  const { clientKey, ...rest } = input;
  return { name, actor: edge.actor, clientKey, input: rest };
}
