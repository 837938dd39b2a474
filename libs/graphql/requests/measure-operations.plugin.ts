import type { ApolloServerPlugin } from '@apollo/server';
import { Kind } from 'graphql';
import { nameOperation } from '@libs/observability';

/**
 * Apollo plugin that names the request by its first root field, for the request metrics: a name out of the schema, never the
 * client's own name of the operation.
 */
export function measureOperationsPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ operation }) {
          const field = operation?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD);
          if (field) nameOperation(field.name.value);
          return Promise.resolve();
        },
      }),
  };
}
