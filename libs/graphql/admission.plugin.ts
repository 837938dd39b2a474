import type { ApolloServerPlugin } from '@apollo/server';
import { askedOperation } from './asked-operation.js';
import type { Edge, EdgeContext } from './edge.js';

/** Apollo plugin that counts every operation against the limits before anything of it runs. */
export function admissionPlugin(edge: Edge): ApolloServerPlugin<EdgeContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ document, operation, contextValue }) =>
          operation ? edge.admit(contextValue, askedOperation(document, operation)) : Promise.resolve(),
      }),
  };
}
