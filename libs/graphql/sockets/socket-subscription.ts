import { GraphQLError } from 'graphql';
import { MessageType, stringifyMessage } from 'graphql-ws';
import { LiveOperation } from './live-operation.js';
import { maskError } from '../requests/errors.js';
import type { JudgedArgs, OpenResults } from './shared-results.js';
import type { LiveStream } from './stream.js';
import type { SocketContext } from './socket-connections.js';

/** What graphql-ws keeps under the id of a subscription: something to iterate over, which it may end. */
type Kept = SocketContext['subscriptions'][string];

/**
 * A live subscription in the list that graphql-ws keeps of a socket: it ends those whose clients complete or close, as it would end an
 * iterator of its own, and refuses an id that is in use. What happens between beginning and end goes past it.
 */
export class SocketSubscription extends LiveOperation {
  readonly #context: SocketContext;
  readonly #hidesSchema: boolean;

  constructor(stream: LiveStream, args: JudgedArgs, id: string, context: SocketContext, results: OpenResults) {
    super(stream, args, id, context.extra.client, results);
    this.#context = context;
    this.#hidesSchema = args.hidesSchema;
  }

  /**
   * Takes an operation over from graphql-ws: the hook that does so returns what this returns, and is never answered. What graphql-ws would
   * hold of the request until the end (its message, arguments, and the function that waits) is garbage then: nobody can come back to it.
   */
  static takeOver(...[stream, args, id, context, results]: ConstructorParameters<typeof SocketSubscription>) {
    // The client has completed, or gone, before it began.
    if (!(id in context.subscriptions)) return undefined;
    const subscription = new SocketSubscription(stream, args, id, context, results);
    context.subscriptions[id] = subscription;
    subscription.begin();
    // One of its own for each: one for all would hold all who wait for it.
    return new Promise<never>(() => undefined);
  }

  /** By this graphql-ws tells iterators from results. */
  [Symbol.asyncIterator](): never {
    throw new Error('The items of a live operation are pushed.');
  }

  protected override over(error?: Error): void {
    const { subscriptions, extra } = this.#context;
    if (subscriptions[this.id] !== (this as unknown as Kept)) return;
    delete subscriptions[this.id];
    const { id } = this;
    void extra.client.send(
      stringifyMessage(
        error ? { id, type: MessageType.Error, payload: [this.#masked(error)] } : { id, type: MessageType.Complete },
      ),
    );
  }

  #masked(originalError: Error): ReturnType<typeof maskError> {
    const error = new GraphQLError(originalError.message, { originalError });
    return maskError(error.toJSON(), error, this.viewer.requestId, this.#hidesSchema);
  }
}
