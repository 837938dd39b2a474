import { createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { ActorRef } from '@libs/domain';
import type { AskedOperation } from './asked-operation.js';

/** What a request shows of itself, whatever it came through. */
export interface Credentials {
  /** The `Authorization` header, or the same field of the WebSocket's connection parameters. */
  readonly authorization: string | undefined;
  /** IP address of the caller. */
  readonly address: string;
  readonly userAgent: string | undefined;
}

/** Tells who is asking. Implemented by the identity module; the edge knows no more than this. */
export abstract class Authenticator {
  /**
   * The actor behind a request; without credentials an anonymous one.
   * @throws GraphQLError `UNAUTHENTICATED` for credentials that are not valid (any more)
   */
  abstract authenticate(credentials: Credentials): Promise<ActorRef & { readonly expiresAt?: Date }>;
}

/** What every resolver gets as GraphQL context, the same over HTTP and WebSocket. */
export interface EdgeContext<A extends ActorRef = ActorRef> {
  readonly actor: A;
  readonly credentials: Credentials;
  readonly transport: 'HTTP' | 'WEBSOCKET';
  readonly requestId: string;
  /** Loaders of this request, made on first use. */
  readonly loaders: Map<unknown, unknown>;
}

/** The one path on which a request becomes a context: HTTP requests and WebSocket operations both pass through here. */
@Injectable()
export class Edge {
  constructor(@Inject(Authenticator) private readonly authenticator: Authenticator) {}

  /** Who is asking. @throws GraphQLError `UNAUTHENTICATED` */
  authenticate(credentials: Credentials): Promise<ActorRef & { readonly expiresAt?: Date }> {
    return this.authenticator.authenticate(credentials);
  }

  /** The context of one operation of an actor. */
  contextFor(
    actor: ActorRef,
    credentials: Credentials,
    transport: EdgeContext['transport'],
    requestId: string,
  ): EdgeContext {
    return { actor, credentials, transport, requestId, loaders: new Map() };
  }

  /**
   * Counts an operation, before anything of it runs: every way in calls this once for each operation, known documents too.
   * @throws GraphQLError `RATE_LIMITED` with `retryAfterSeconds`
   */
  async admit(_context: EdgeContext, _operation: AskedOperation): Promise<void> {}
}

/** The GraphQL context of the running operation, as a parameter of a resolver. */
export const CurrentEdge = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  GqlExecutionContext.create(execution).getContext<EdgeContext>(),
);
