import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, GraphQLError, Kind } from 'graphql';
import { currentRequestId } from '@libs/observability';
import { type Cost, DocumentGate, type KnownDocument } from './document-gate.js';
import type { EdgeContext } from '../requests/edge.js';
import { maskError } from '../requests/errors.js';

/** Stands for a document that was refused, so that Apollo neither parses nor validates it again. */
const REFUSED: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/**
 * Apollo plugin that lets the gate decide over documents and requests in place of Apollo's own parser and validator, and tells
 * what each request cost as `extensions.cost`. Apollo skips both steps for a document that is there already.
 */
export function documentGatePlugin(gate: DocumentGate): ApolloServerPlugin<EdgeContext> {
  return {
    serverWillStart({ schema }) {
      gate.guard(schema);
      return Promise.resolve();
    },
    requestDidStart() {
      let known: KnownDocument | undefined;
      let faults: readonly GraphQLError[] = [];
      let cost: Cost | undefined;
      return Promise.resolve({
        didResolveSource(request) {
          const checked = gate.check(request.source);
          if ('document' in checked) known = checked;
          else faults = checked;
          (request as { document?: DocumentNode }).document = known?.document ?? REFUSED;
          return Promise.resolve();
        },
        didResolveOperation({ request, contextValue }) {
          if (known) {
            const judged = gate.judge(known, request.operationName, request.variables);
            if (judged instanceof GraphQLError) faults = [judged];
            else {
              cost = judged.cost;
              contextValue.cost = cost.requested;
            }
          }
          const [first] = faults;
          if (first) throw asBadRequest(first);
          return Promise.resolve();
        },
        willSendResponse({ response }) {
          if (response.body.kind !== 'single') return Promise.resolve();
          const result = response.body.singleResult;
          // Apollo takes one error from a plugin; the others are told here.
          if (faults.length > 1)
            result.errors = faults.map((fault) => maskError(fault.toJSON(), fault, currentRequestId()));
          if (cost) result.extensions = { ...result.extensions, cost };
          return Promise.resolve();
        },
      });
    },
  };
}

function asBadRequest(error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { ...extensions, http: { status: 400 } } });
}
