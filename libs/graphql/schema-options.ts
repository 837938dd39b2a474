import type { BuildSchemaOptions } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

/** How the schema is built out of the decorated classes, in the server and for the committed file alike. */
export const schemaOptions: BuildSchemaOptions = {
  numberScalarMode: 'integer',
  // Nest's own DateTime takes any text for a time.
  scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
};

/** Describes the root types, for which there is no decorator. */
export function describeRoots(schema: GraphQLSchema): GraphQLSchema {
  const texts = [
    [schema.getQueryType(), 'What can be read.'],
    [schema.getMutationType(), 'What can be changed. Every change takes a client key and may be sent again.'],
    [schema.getSubscriptionType(), 'What can be followed live. Every stream resumes after a cursor.'],
  ] as const;
  for (const [type, text] of texts) if (type) type.description = text;
  return schema;
}
