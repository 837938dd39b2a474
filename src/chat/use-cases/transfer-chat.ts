import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, isUuid, Ids, NotFound, textWithin } from '@libs/domain';
import { AgentDirectory, may, seesBrand, type StaffActor } from '@src/identity';
import { AgentNotAvailable, ChatIsOver, NotYourChat } from '../chat.refusals.js';
import { ChatParticipant } from '../model/chat-participant.entity.js';
import { presenceRights } from '../model/presence.js';
import { Staffing } from '../queries/staffing.js';
import { addMessage } from './add-message.js';
import { DropPromises } from './drop-promises.js';
import { lockChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
  readonly toAgentId: string;
  readonly note?: string | null;
}

/** The serving agent, or a supervisor, hands a chat to a colleague who is there and has room. */
@Injectable()
export class TransferChat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly agents: AgentDirectory,
    private readonly staffing: Staffing,
    private readonly promises: DropPromises,
    private readonly ids: Ids,
  ) {}

  /** @throws NotFound for chat or agent; ChatIsOver; NotYourChat; AgentNotAvailable */
  execute(command: Command<Input, StaffActor>): Promise<{ chatId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async (tx) => {
      const { em, now } = tx;
      const note = input.note ? textWithin('note', input.note, { min: 1, max: 2_000 }) : null;
      const chat = await lockChat(em, input.chatId, actor);
      if (!chat.isOpen) throw new ChatIsOver(chat.status);
      if (chat.status === 'REQUESTED') throw new NotYourChat(null);
      if (!may(actor, 'SUPERVISE')) chat.assertServedBy(actor.id);
      const [target] = isUuid(input.toAgentId) ? await this.agents.byIds([input.toAgentId], tx.sql) : [];
      // Of colleagues with whom he shares no brand the actor does not learn that they are there.
      if (!target?.brandIds.some((id) => seesBrand(actor, id))) throw new NotFound('agent', 'toAgentId');
      if (!target.brandIds.includes(chat.brandId)) throw new AgentNotAvailable('NOT_OF_THIS_BRAND');
      if (target.id === chat.agentId) throw new AgentNotAvailable('SAME_AGENT');
      const load = await this.staffing.ofAgentAlone(target.id, now, tx.sql);
      if (!load || !presenceRights(load.status, chat.routingMode).mayAccept) throw new AgentNotAvailable('STATUS');
      if (load.activeChats >= load.maxChats) throw new AgentNotAvailable('TOO_MANY_CHATS');

      const helps = await em.findOne(ChatParticipant, { chatId: chat.id, agentId: target.id, leftAt: null });
      if (helps) chat.endConsultation(target.id);
      // Whoever was in the chat as owner leaves; a consultant who takes over becomes the owner.
      await em.nativeUpdate(
        ChatParticipant,
        { chatId: chat.id, leftAt: null, $or: [{ role: 'OWNER' }, { agentId: target.id }] },
        { leftAt: now, leftBecause: 'TRANSFERRED' },
      );
      const part = {
        id: this.ids.next(),
        chatId: chat.id,
        agentId: target.id,
        joinedAt: now,
        leftAt: null,
        leftBecause: null,
      };
      em.persist(em.create(ChatParticipant, { ...part, role: 'OWNER' }));
      await this.promises.of(tx, chat);
      chat.transferTo(target, note, now);
      if (note) {
        const author = { authorKind: 'AGENT', authorId: actor.id, authorName: actor.displayName } as const;
        addMessage(tx, chat, this.ids, { ...author, text: note, isPrivate: true });
      }
      return { chatId: chat.id };
    });
  }
}
