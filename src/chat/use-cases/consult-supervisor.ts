import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, Ids, isUuid, NotFound, textWithin } from '@libs/domain';
import { AgentDirectory, permissionsOf, seesBrand, type StaffActor } from '@src/identity';
import { AgentNotAvailable } from '../chat.refusals.js';
import { ChatParticipant } from '../model/chat-participant.entity.js';
import { addMessage } from './add-message.js';
import { BrandLinkGuard } from './brand-link-guard.js';
import { lockChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
  readonly supervisorId: string;
  readonly question: string;
  /** What the visitor reads meanwhile; left out, a sentence of ours. */
  readonly announcement?: string | null;
}

const ANNOUNCEMENT = 'I am checking this with my supervisor and will be right back with you.';

/** The agent does not know: he tells the visitor that he asks, and asks a supervisor behind the scenes (R30). */
@Injectable()
export class ConsultSupervisor {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly agents: AgentDirectory,
    private readonly links: BrandLinkGuard,
    private readonly ids: Ids,
  ) {}

  /** @throws NotFound; ChatIsOver; NotYourChat; AgentNotAvailable; InvalidInput; ForeignBrandLink */
  async execute(command: Command<Input, StaffActor>): Promise<{ chatId: string }> {
    const { actor, input } = command;
    const checkLinks = await this.links.ready();
    return this.unit.run(command, async (tx) => {
      const { em, now } = tx;
      const question = textWithin('question', input.question, { min: 1, max: 2_000 });
      const announcement = input.announcement
        ? textWithin('announcement', input.announcement, { min: 1, max: 1_000 })
        : ANNOUNCEMENT;
      const chat = await lockChat(em, input.chatId, actor);
      chat.assertServedBy(actor.id);
      checkLinks(announcement, chat.brandId, 'announcement');
      const [supervisor] = isUuid(input.supervisorId) ? await this.agents.byIds([input.supervisorId], tx.sql) : [];
      // Of colleagues with whom he shares no brand the actor does not learn that they are there.
      if (supervisor?.status !== 'OPEN' || !supervisor.brandIds.some((id) => seesBrand(actor, id)))
        throw new NotFound('agent', 'supervisorId');
      if (!supervisor.brandIds.includes(chat.brandId)) throw new AgentNotAvailable('NOT_OF_THIS_BRAND');
      if (!supervisor.roles.some((role) => permissionsOf[role].includes('SUPERVISE')))
        throw new AgentNotAvailable('NOT_A_SUPERVISOR');
      const present = await em.findOne(ChatParticipant, { chatId: chat.id, agentId: supervisor.id, leftAt: null });
      if (present) throw new AgentNotAvailable('SAME_AGENT');

      const part = {
        id: this.ids.next(),
        chatId: chat.id,
        agentId: supervisor.id,
        joinedAt: now,
        leftAt: null,
        leftBecause: null,
      };
      em.persist(em.create(ChatParticipant, { ...part, role: 'CONSULTANT' }));
      const author = { authorKind: 'AGENT', authorId: actor.id, authorName: actor.displayName } as const;
      chat.startConsultation(supervisor.id, actor.id, question);
      addMessage(tx, chat, this.ids, { ...author, text: announcement });
      addMessage(tx, chat, this.ids, { ...author, text: question, isPrivate: true });
      return { chatId: chat.id };
    });
  }
}
