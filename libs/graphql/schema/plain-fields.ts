import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';

/**
 * Takes the framework's resolver from every field that shows the property of its own name. Executors read a property by themselves; a
 * compiled document then has it in line, where a resolver costs three closures for each field of each item (0.3 ms of an inbox page).
 * A property read so must be there: graphql-jit waits for no promise that is not a resolver's.
 */
export function readPlainFieldsDirectly(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields()))
      if (field.resolve && isPlain(field.resolve, field.name)) field.resolve = undefined;
  }
  return schema;
}

/** The name is that of Nest's resolver for fields without a method; it must read this property, and know no default for it. */
function isPlain(resolve: GraphQLFieldResolver<unknown, unknown>, name: string): boolean {
  if (resolve.name !== 'rootFieldResolver') return false;
  const read: PropertyKey[] = [];
  const source = new Proxy({}, { get: (_, property) => void read.push(property) });
  const value = (resolve as (source: unknown) => unknown)(source);
  return value === undefined && read.length === 1 && read[0] === name;
}
