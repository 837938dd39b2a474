import { createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { ActorRef } from '@libs/domain';
import { Admission } from './admission.js';
import type { AskedOperation } from '../documents/asked-operation.js';

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
  /** What the operation costs, once that has been judged. */
  cost?: number;
}

/** Who showed credentials that are not good is counted as one who showed none. */
const NOBODY: ActorRef = { kind: 'ANONYMOUS', id: 'anonymous' };

/** The one path on which a request becomes a context: HTTP requests and WebSocket operations both pass through here. */
@Injectable()
export class Edge {
  constructor(
    @Inject(Authenticator) private readonly authenticator: Authenticator,
    private readonly admission: Admission,
  ) {}

  /**
   * Who is asking; counts a request of his address.
   * @throws GraphQLError `UNAUTHENTICATED`; `RATE_LIMITED` when the address or the person has used up what they may ask
   */
  async authenticate(credentials: Credentials): Promise<ActorRef & { readonly expiresAt?: Date }> {
    await this.admission.arrive(credentials.address);
    let actor: ActorRef & { readonly expiresAt?: Date };
    try {
      actor = await this.authenticator.authenticate(credentials);
    } catch (error) {
      if (!(error instanceof GraphQLError) || error.extensions['code'] !== 'UNAUTHENTICATED') throw error;
      this.admission.checkWaiting({ actor: NOBODY, credentials });
      await this.admission.countBad({ actor: NOBODY, credentials });
      throw error;
    }
    this.admission.checkWaiting({ actor, credentials });
    return actor;
  }

  /**
   * Counts a message on a connection whose caller is known, before it is read.
   * @throws GraphQLError `RATE_LIMITED` as {@link authenticate} does
   */
  async receive(actor: ActorRef, credentials: Credentials): Promise<void> {
    await this.admission.arrive(credentials.address);
    this.admission.checkWaiting({ actor, credentials });
  }

  /** Counts a document that could not be understood: reading it costs us more than it costs its sender. */
  countBadDocument(actor: ActorRef, credentials: Credentials): Promise<void> {
    return this.admission.countBad({ actor, credentials });
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
   * @param cost objects that the answer may have, as the gate judges it
   * @throws GraphQLError `RATE_LIMITED` with `retryAfterSeconds`
   */
  admit(context: EdgeContext, operation: AskedOperation, cost = 0): Promise<void> {
    return this.admission.admit(context, operation, cost);
  }
}

/** The GraphQL context of the running operation, as a parameter of a resolver. */
export const CurrentEdge = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  GqlExecutionContext.create(execution).getContext<EdgeContext>(),
);
