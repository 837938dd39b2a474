import { type GraphQLSchema, isEnumType, isLeafType, isSpecifiedScalarType } from 'graphql';

/**
 * Makes a schema refuse every enum value, text, number and truth value that GraphQL would have to change to show it, a number that came as a text
 * for one. Compiled documents show such values as they are (see CompiledDocuments); this way each test that shows one proves that they may.
 */
export function refuseOtherLeaves(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isLeafType(type) || !(isEnumType(type) || isSpecifiedScalarType(type))) continue;
    const serialize = type.serialize.bind(type);
    // The scalars belong to the library: all schemas in this process share them.
    if (strict.has(type)) continue;
    strict.add(type);
    type.serialize = (value: unknown): any => {
      const shown: unknown = serialize(value);
      if (shown !== value) throw new Error(`A ${type.name} is given as ${typeof value} ${String(value)}.`);
      return shown;
    };
  }
}

const strict = new WeakSet<object>();
