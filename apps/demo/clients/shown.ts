/** An object of an answer of the API. */
export interface Shown {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/** Something did not happen as it should; the sentence tells what. */
export class StoryBroken extends Error {}

/** @throws StoryBroken with `sentence` unless the condition holds */
export function expectThat(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new StoryBroken(sentence);
}

/** A text at a path of an object of an answer. @throws StoryBroken when there is none */
export function textAt(from: unknown, ...path: string[]): string {
  const found = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from);
  expectThat(typeof found === 'string', `The answer has no ${path.join('.')}: ${JSON.stringify(from)}`);
  return found;
}
