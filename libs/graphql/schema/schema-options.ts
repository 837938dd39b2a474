import type { BuildSchemaOptions } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

/** How the schema is built out of the decorated classes, in the server and for the committed file alike. */
export const schemaOptions: BuildSchemaOptions = {
  numberScalarMode: 'integer',
  // Nest's own DateTime takes any text for a time.
  scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
};

/** Describes what has no decorator of its own to do so: the root types, connections, and the one argument of each mutation. */
export function describeImplied(schema: GraphQLSchema): GraphQLSchema {
  const mutations = schema.getMutationType();
  const texts = [
    [schema.getQueryType(), 'What can be read.'],
    [mutations, 'What can be changed. Every change takes a client key and may be sent again.'],
    [schema.getSubscriptionType(), 'What can be followed live. Every stream resumes after a cursor.'],
  ] as const;
  for (const [type, text] of texts) if (type) type.description = text;
  for (const type of Object.values(schema.getTypeMap()))
    if (type.name.endsWith('Connection'))
      type.description ??= `A page of a list of ${type.name.replace(/Connection$/, '')}.`;
  for (const field of Object.values(mutations?.getFields() ?? {}))
    for (const argument of field.args) argument.description ??= 'What is wanted, and the client key of the request.';
  return schema;
}
