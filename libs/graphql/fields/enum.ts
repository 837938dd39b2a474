import { registerEnumType } from '@nestjs/graphql';

/** An enum of GraphQL out of a list of values with their descriptions. */
export function enumOf<K extends string>(
  name: string,
  description: string,
  values: Record<K, string>,
): { [P in K]: P } {
  const names = Object.fromEntries(Object.keys(values).map((key) => [key, key])) as { [P in K]: P };
  const valuesMap = Object.fromEntries(
    Object.entries<string>(values).map(([key, text]) => [key, { description: text }]),
  );
  registerEnumType(names, { name, description, valuesMap: valuesMap as Record<K, { description: string }> });
  return names;
}
