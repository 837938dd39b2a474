import { Injectable } from '@nestjs/common';
import { type Transaction, UnitOfWork } from '@libs/commands';
import { type Command, Ids } from '@libs/domain';
import { Timers } from '@libs/timers';
import { AgentDirectory, type StaffActor } from '@src/identity';
import { MayNotAcceptChat } from '../chat.refusals.js';
import type { Chat } from '../model/chat.entity.js';
import { ChatParticipant } from '../model/chat-participant.entity.js';
import { presenceRights } from '../model/presence.js';
import { Staffing } from '../queries/staffing.js';
import { lockChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
}

/** An agent accepts a chat request: exactly one wins, the others are told who and when (B1). */
@Injectable()
export class AcceptChat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly staffing: Staffing,
    private readonly agents: AgentDirectory,
    private readonly timers: Timers,
    private readonly ids: Ids,
  ) {}

  /** @throws NotFound; ChatAlreadyAccepted; ChatIsOver; MayNotAcceptChat when status, load or routing forbid it */
  execute(command: Command<Input, StaffActor>): Promise<{ chatId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async (tx) => {
      const chat = await lockChat(tx.em, input.chatId, actor);
      if (chat.status === 'REQUESTED') await this.#checkMayAccept(tx, chat, actor);
      const [current] = chat.agentId ? await this.agents.byIds([chat.agentId], tx.sql) : [];
      chat.accept(actor, current, tx.now);
      tx.em.persist(
        tx.em.create(ChatParticipant, {
          id: this.ids.next(),
          chatId: chat.id,
          agentId: actor.id,
          role: 'OWNER',
          joinedAt: tx.now,
          leftAt: null,
          leftBecause: null,
        }),
      );
      await this.timers.cancel(tx.sql, `chat-request:${chat.id}`);
      await this.timers.cancel(tx.sql, `chat-offer:${chat.id}`);
      return { chatId: chat.id };
    });
  }

  async #checkMayAccept(tx: Transaction, chat: Chat, actor: StaffActor): Promise<void> {
    const agent = await this.staffing.ofAgentAlone(actor.id, tx.now, tx.sql);
    if (!agent || !presenceRights(agent.status, chat.routingMode).mayAccept) throw new MayNotAcceptChat('STATUS');
    if (chat.routingMode === 'ASSIGNED' && !chat.offeredTo.includes(actor.id))
      throw new MayNotAcceptChat('NOT_OFFERED');
    if (agent.activeChats >= agent.maxChats) throw new MayNotAcceptChat('TOO_MANY_CHATS');
  }
}
