import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, InvalidInput } from '@libs/domain';
import { isStaff, type OutsideActor, type StaffActor } from '@src/identity';
import { NotYourChat } from '../chat.refusals.js';
import { ChatParticipant } from '../model/chat-participant.entity.js';
import { lockChat } from './find-chat.js';

interface Input {
  readonly chatId: string;
  readonly upToSequence: number;
}

const STORE = `
insert into chat_read_marker (chat_id, reader_kind, reader_id, up_to_sequence, read_at)
select $1, $2, $3, $4, $5 where not exists (
  select from chat_read_marker where chat_id = $1 and reader_kind = $2 and reader_id = $3 and up_to_sequence >= $4)
returning up_to_sequence`;

/** Somebody in the chat has read its messages up to one; the exact time is kept for each (R129). */
@Injectable()
export class MarkChatRead {
  constructor(private readonly unit: UnitOfWork) {}

  /**
   * Reading what was read before changes nothing.
   * @throws NotFound; InvalidInput for a sequence that the chat has not reached; NotYourChat for staff who are not in the chat
   */
  execute(command: Command<Input, OutsideActor | StaffActor>): Promise<{ chatId: string }> {
    const { actor, input } = command;
    return this.unit.run(command, async ({ em, sql, now }) => {
      const chat = await lockChat(em, input.chatId, actor);
      if (!Number.isInteger(input.upToSequence) || input.upToSequence < 1 || input.upToSequence > chat.sequence)
        throw new InvalidInput('upToSequence', 'The chat has no such message.');
      // A colleague who only looks on has not read it for the visitor.
      if (
        isStaff(actor) &&
        chat.agentId !== actor.id &&
        !(await em.findOne(ChatParticipant, { chatId: chat.id, agentId: actor.id, leftAt: null }))
      )
        throw new NotYourChat(chat.agentId);
      const stored = await sql.row(STORE, [chat.id, actor.kind, actor.id, input.upToSequence, now]);
      if (stored)
        chat.noteRead({
          readerKind: actor.kind,
          readerId: actor.id,
          upToSequence: input.upToSequence,
          readAt: now.toISOString(),
        });
      return { chatId: chat.id };
    });
  }
}
