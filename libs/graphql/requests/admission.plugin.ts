import type { ApolloServerPlugin } from '@apollo/server';
import { askedOperation } from '../documents/asked-operation.js';
import type { Edge, EdgeContext } from './edge.js';

/** Apollo plugin that counts every operation against the limits before anything of it runs, and documents that cannot be understood. */
export function admissionPlugin(edge: Edge): ApolloServerPlugin<EdgeContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ operation, contextValue: { actor, credentials } }) =>
          operation ? Promise.resolve() : edge.countBadDocument(actor, credentials),
        didResolveOperation: ({ document, operation, contextValue }) =>
          operation
            ? edge.admit(contextValue, askedOperation(document, operation), contextValue.cost)
            : Promise.resolve(),
      }),
  };
}
