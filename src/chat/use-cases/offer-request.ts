import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import type { Chat } from '../model/chat.entity.js';
import { RouteRequest } from './route-request.js';

/** Offers a request that still waits to whoever can take it now. */
@Injectable()
export class OfferRequest {
  constructor(private readonly routing: RouteRequest) {}

  /** Decides anew for a locked, waiting request. A decision that leaves the offer as it is is not kept. */
  async again(tx: Transaction, chat: Chat): Promise<void> {
    await this.routing.takeTurn(tx);
    const decision = await this.routing.decide(tx, chat);
    if ([...decision.offeredTo].sort().join() === [...chat.offeredTo].sort().join())
      return this.routing.watchOffer(tx, chat, decision);
    chat.offerTo(decision.offeredTo, await this.routing.keep(tx, chat, decision));
  }
}
