import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import type { Chat } from '../model/chat.entity.js';
import { RouteRequest } from './route-request.js';

/** Offers a request that still waits to whoever can take it now. */
@Injectable()
export class OfferRequest {
  constructor(private readonly routing: RouteRequest) {}

  /** Decides anew for a locked, waiting request and records the offer when it differs from the present one. */
  async again(tx: Transaction, chat: Chat): Promise<void> {
    await this.routing.takeTurn(tx);
    const decision = await this.routing.decide(tx, chat);
    const before = [...chat.offeredTo].sort().join();
    if ([...decision.offeredTo].sort().join() !== before) chat.offerTo(decision.offeredTo, decision.id);
  }
}
