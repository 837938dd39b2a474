import type { ApolloServerPlugin } from '@apollo/server';
import { getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';

/** Apollo plugin that refuses subscriptions over HTTP; Apollo would run their resolver as if it gave the field's value. */
export const noSubscriptionsPlugin: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ document, operationName }) {
        // Apollo calls this also when there is no such operation, and refuses that itself.
        if (getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION)
          throw new GraphQLError('Subscriptions need a WebSocket, with the protocol graphql-transport-ws.', {
            extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
          });
        return Promise.resolve();
      },
    }),
};
