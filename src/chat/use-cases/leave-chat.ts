import { Injectable } from '@nestjs/common';
import { type Transaction, UnitOfWork } from '@libs/commands';
import type { Command } from '@libs/domain';
import { isOutside, type OutsideActor, type StaffActor } from '@src/identity';
import { ChatIsOver, VisitorMayStillAnswer } from '../chat.refusals.js';
import type { Chat } from '../model/chat.entity.js';
import { ChatParticipant } from '../model/chat-participant.entity.js';
import { mayLeaveForSilence } from '../model/silence.js';
import { EndChat } from './end-chat.js';
import { lockChat } from './find-chat.js';
import { MissChat } from './miss-chat.js';

interface Input {
  readonly chatId: string;
}

/**
 * Somebody leaves a chat. The visitor may at any time. The serving agent may when the visitor has been silent for more than three
 * minutes (R41), which ends the chat. A consultant just goes.
 */
@Injectable()
export class LeaveChat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly end: EndChat,
    private readonly missChat: MissChat,
  ) {}

  /** @throws NotFound; ChatIsOver; NotYourChat; VisitorMayStillAnswer with the time from which leaving is possible */
  execute(command: Command<Input, OutsideActor | StaffActor>): Promise<{ chatId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async (tx) => {
      const chat = await lockChat(tx.em, input.chatId, actor);
      if (!chat.isOpen) throw new ChatIsOver(chat.status);
      if (isOutside(actor)) await this.#visitorLeaves(tx, chat);
      else await this.#agentLeaves(tx, chat, actor.id);
      return { chatId: chat.id };
    });
  }

  async #visitorLeaves(tx: Transaction, chat: Chat): Promise<void> {
    if (chat.status === 'REQUESTED') await this.missChat.record(tx, chat, 'VISITOR_LEFT');
    else await this.end.now(tx, chat, 'VISITOR_LEFT');
  }

  async #agentLeaves(tx: Transaction, chat: Chat, agentId: string): Promise<void> {
    const part = await tx.em.findOne(ChatParticipant, { chatId: chat.id, agentId, leftAt: null });
    if (part?.role === 'CONSULTANT') {
      part.leftAt = tx.now;
      part.leftBecause = 'DONE';
      chat.endConsultation(agentId);
      return;
    }
    chat.assertServedBy(agentId);
    const decision = mayLeaveForSilence({
      lastCustomerMessageAt: chat.lastVisitorMessageAt?.getTime(),
      lastAgentMessageAt: chat.lastAgentMessageAt?.getTime(),
      acceptedAt: part?.joinedAt.getTime() ?? chat.requestedAt.getTime(),
      now: tx.now.getTime(),
    });
    if (!decision.allowed)
      throw new VisitorMayStillAnswer(decision.reason === 'TOO_EARLY' ? new Date(decision.possibleAt) : null);
    await this.end.now(tx, chat, 'VISITOR_SILENT');
  }
}
