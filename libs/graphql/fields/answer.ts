import type { Type } from '@nestjs/common';
import { createUnionType } from '@nestjs/graphql';
import { Refusal } from '@libs/domain';
import { ClientKeyReusedType, InvalidInputType, NotFoundType } from './refusal.types.js';

export { RefusalType } from './refusal.types.js';

/** The result of a mutation: what it did, or why not. Made by {@link resultUnion}. */
interface ResultUnion {
  readonly successName: string;
  readonly refusalNames: ReadonlySet<string>;
}

const unions = new WeakMap<object, ResultUnion>();

/**
 * Declares the result union of a mutation. Every one has `InvalidInput`, `NotFound` and `ClientKeyReused` beside its own.
 * @param name the mutation's name in PascalCase, without `Result`
 * @param success the type of the happy outcome, whose GraphQL name is `<name>Success`
 * @param refusals further refusal types that the mutation can answer; GraphQL names equal the refusals' codes
 */
export function resultUnion<S extends object>(name: string, success: Type<S>, refusals: Record<string, Type> = {}): S {
  const common = { NotFound: NotFoundType, InvalidInput: InvalidInputType, ClientKeyReused: ClientKeyReusedType };
  const all: Record<string, Type> = { ...common, ...refusals };
  const union: unknown = createUnionType({
    name: `${name}Result`,
    description: `What came of ${name.charAt(0).toLowerCase()}${name.slice(1)}: success, or why not.`,
    types: () => [success, ...Object.values(all)],
    resolveType: (value: { __typename: string }) => value.__typename,
  });
  unions.set(union as object, { successName: `${name}Success`, refusalNames: new Set(Object.keys(all)) });
  return union as S;
}

/**
 * Turns the outcome of a use case into a member of a result union. A refusal that the union declares becomes its member, as a
 * plain object (graphql-js throws any returned Error again); every other error goes on as an error.
 * @param show builds the fields of the success type from the use case's outcome
 */
export async function answer<T, S extends object>(
  union: S,
  work: Promise<T>,
  show: (outcome: T) => Promise<Partial<S>> | Partial<S>,
): Promise<S> {
  const shape = unions.get(union);
  if (!shape) throw new Error('answer() needs a union made by resultUnion().');
  try {
    return { __typename: shape.successName, ...(await show(await work)) } as S;
  } catch (error) {
    if (!(error instanceof Refusal) || !shape.refusalNames.has(error.code)) throw error;
    return { ...error.details, __typename: error.code, reason: error.reason } as unknown as S;
  }
}
