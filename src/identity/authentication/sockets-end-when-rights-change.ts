import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { FactOf, RecordedFact } from '@libs/domain';
import { OpenSockets } from '@libs/graphql';
import { FactFeed } from '@libs/live';
import {
  AgentAccountClosed,
  AgentRightsChanged,
  AgentSessionEnded,
  BrandKeyRevoked,
  ServiceTokenClosed,
} from '@src/events';
import type { OutsideActor, StaffActor } from '../model/actor.js';
import { BearerActors } from './bearer-actors.js';

/**
 * When somebody's rights end or change, his WebSockets in this process are closed and what is remembered of him is forgotten: whoever
 * may still come back does so with the rights that he has now, and resumes where he was.
 */
@Injectable()
export class SocketsEndWhenRightsChange implements OnApplicationBootstrap {
  constructor(
    private readonly feed: FactFeed,
    private readonly sockets: OpenSockets,
    private readonly actors: BearerActors,
  ) {}

  onApplicationBootstrap(): void {
    const on = <P extends object>({ type }: { type: string; payload?: P }, react: (payload: P) => void): void =>
      this.feed.tap([type], (fact: RecordedFact) => react(fact.payload as P));
    on(AgentAccountClosed, ({ agentId }) => this.#agent(agentId, 'The account was closed.'));
    on(AgentRightsChanged, ({ agentId }) => this.#agent(agentId, 'The rights of the account were changed.'));
    on(AgentSessionEnded, (ended) => this.#session(ended));
    on(ServiceTokenClosed, ({ serviceTokenId: id }) => {
      this.actors.forgetService(id);
      this.sockets.closeOf({ kind: 'SERVICE', id }, 'The service token was closed.');
    });
    on(BrandKeyRevoked, ({ brandKeyId }) => {
      this.actors.forgetVouched();
      this.sockets.closeWhere<OutsideActor>((actor) => actor.brandKeyId === brandKeyId, 'The brand’s key was revoked.');
    });
  }

  #agent(id: string, reason: string): void {
    this.actors.forgetAgent(id);
    this.sockets.closeOf({ kind: 'AGENT', id }, reason);
  }

  #session({ agentId, sessionId }: FactOf<typeof AgentSessionEnded>): void {
    this.actors.forgetAgent(agentId);
    const isOfSession = (actor: StaffActor): boolean => actor.sessionId === sessionId;
    this.sockets.closeOf({ kind: 'AGENT', id: agentId }, 'The log-in has ended.', isOfSession);
  }
}
