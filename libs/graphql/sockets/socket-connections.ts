import { Inject, Injectable, Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import type { Context } from 'graphql-ws';
import { type ActorRef, Clock, Ids } from '@libs/domain';
import { DocumentGate } from '../documents/document-gate.js';
import { type Credentials, Edge } from '../requests/edge.js';
import { maskError } from '../requests/errors.js';
import { graphqlSettings, type GraphqlSettings } from '../graphql.settings.js';
import { OpenSockets } from './open-sockets.js';
import { type ClientSocket, closeCodes } from './client-socket.js';
import { socketSettings, type SocketSettings } from './socket.settings.js';

/** What belongs to one socket. A type, not an interface: graphql-ws wants an index signature. */
export type SocketExtra = {
  readonly client: ClientSocket;
  /** What the request for the socket showed; without the token once it has been checked: nothing needs it any more. */
  credentials: Credentials;
  /** Who is behind it, once it has been accepted. */
  actor: ActorRef | undefined;
  /** Queries and mutations that run now. */
  running: number;
};

/** What graphql-ws keeps of one socket. */
export type SocketContext = Context<Record<string, unknown>, SocketExtra>;
/** What operations over sockets need of the process. */
@Injectable()
export class OperationTools {
  constructor(
    readonly clock: Clock,
    readonly ids: Ids,
    readonly gate: DocumentGate,
    @Inject(graphqlSettings.token) readonly settings: GraphqlSettings,
    @Inject(socketSettings.token) readonly socketSettings: SocketSettings,
  ) {}
}

/** Who connects: lets callers in when they introduce themselves, and ends their sockets when their tokens end. */
@Injectable()
export class SocketConnections {
  readonly #log = new Logger('Sockets');
  /** Calls back with the address of each socket that has been accepted. */
  onAccepted: (address: string) => void = () => undefined;

  constructor(
    private readonly edge: Edge,
    private readonly sockets: OpenSockets,
    private readonly tools: OperationTools,
  ) {}

  /** Whether a socket that introduces itself is let in; else it is told why. */
  async connect(context: SocketContext): Promise<boolean> {
    const { client, credentials } = context.extra;
    const given = context.connectionParams?.['authorization'] ?? context.connectionParams?.['Authorization'];
    client.hasIntroducedItself = true;
    // Not deleted: an object that lost a property takes half a kilobyte as long as the socket is open.
    (context as { connectionParams?: unknown }).connectionParams = undefined;
    const authorization = typeof given === 'string' ? given : credentials.authorization;
    context.extra.credentials = { ...credentials, authorization: undefined };
    let actor: ActorRef & { expiresAt?: Date };
    try {
      actor = await this.edge.authenticate({ ...credentials, authorization });
    } catch (error) {
      // Only who is refused is told so, with 4403; when it is our fault, clients shall come back with what they have.
      if (isRateLimited(error)) client.close(closeCodes.tryAgain, 'Too many requests.');
      else if (!isRefusal(error)) {
        maskError({ message: '' }, error, this.tools.ids.next());
        client.close(closeCodes.tryAgain, 'Try again later.');
      }
      return false;
    }
    // Gone while we looked: it has been told closed already, and nobody would forget it again.
    if (!client.isOpen) return false;
    if (authorization !== undefined && this.sockets.countOf(actor) >= this.tools.socketSettings.maxPerCaller) {
      this.#log.warn(`${actor.kind} ${actor.id} has too many sockets open.`);
      client.close(closeCodes.tryAgain, 'You have too many connections open.');
      return false;
    }
    context.extra.actor = actor;
    this.onAccepted(credentials.address);
    this.sockets.add(actor, client);
    if (actor.expiresAt) client.expireIn(actor.expiresAt.getTime() - this.tools.clock.now().getTime());
    return true;
  }

  /** A socket is gone. */
  forget({ actor, client }: SocketExtra): void {
    if (actor) this.sockets.remove(actor, client);
  }
}

function isRateLimited(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'RATE_LIMITED';
}

/** Whether the caller himself is the reason that he was not let in. */
function isRefusal(error: unknown): boolean {
  return error instanceof GraphQLError && ['UNAUTHENTICATED', 'FORBIDDEN'].includes(String(error.extensions['code']));
}
