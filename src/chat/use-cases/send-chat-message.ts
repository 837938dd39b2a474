import { Injectable } from '@nestjs/common';
import { actorKey, checkKey, ClientKeys, inputHash } from '@libs/commands';
import { Database } from '@libs/database';
import { Clock, type Command, Ids, isUuid, textWithin } from '@libs/domain';
import { currentRequestId } from '@libs/observability';
import { FactStore } from '@libs/outbox';
import { ChatMessageSent } from '@src/events';
import type { OutsideActor, StaffActor } from '@src/identity';
import { MAX_MESSAGE_LENGTH } from '../model/chat-message.entity.js';
import { preview } from '../model/message-preview.js';
import { mayContainLink } from '../model/brand-links.js';
import { SAVE_MESSAGE, type SavedRow } from './save-message.sql.js';
import { type SentMessage, WriteChatMessage } from './write-chat-message.js';

interface Input {
  readonly chatId: string;
  readonly text: string;
  /** Code of the brand that the sender believes to be writing for; another brand's chat is refused. */
  readonly brandCode?: string | null;
}

const UNIQUE_VIOLATION = '23505';
const DEADLOCK = '40P01';

/**
 * The visitor or the serving agent writes. Hot path: one statement stores the message, the chat's new state, the fact, its deliveries
 * and jobs, and the client key's answer. Whatever that statement does not accept goes the ordinary way through
 * {@link WriteChatMessage}, which knows why and says so; both obey the same rules.
 */
@Injectable()
export class SendChatMessage {
  constructor(
    private readonly database: Database,
    private readonly facts: FactStore,
    private readonly keys: ClientKeys,
    private readonly slowly: WriteChatMessage,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws InvalidInput; NotFound; ChatIsOver; NotYourChat; ForeignBrandLink; ClientKeyReused */
  async execute(command: Command<Input, OutsideActor | StaffActor>): Promise<SentMessage> {
    const text = textWithin('text', command.input.text, { min: 1, max: MAX_MESSAGE_LENGTH });
    checkKey(command.clientKey);
    const isPlain = command.actor.kind === 'VISITOR' || !mayContainLink(text);
    const isFast = isPlain && isUuid(command.input.chatId) && !command.input.brandCode;
    const sent = isFast ? await this.#inOneStatement(command, text) : undefined;
    return sent ?? this.slowly.execute(command);
  }

  async #inOneStatement(
    command: Command<Input, OutsideActor | StaffActor>,
    text: string,
  ): Promise<SentMessage | undefined> {
    const { actor, input } = command;
    const now = this.clock.now();
    const messageId = this.ids.next();
    try {
      const row = await this.database.row<SavedRow>(SAVE_MESSAGE, [
        input.chatId,
        actor.kind,
        actor.id,
        actor.kind === 'AGENT' ? actor.displayName : null,
        actor.brandIds,
        messageId,
        text,
        preview(text),
        now,
        this.ids.next(),
        currentRequestId() ?? null,
        this.facts.handlersOf(ChatMessageSent.type),
        actorKey(command),
        command.clientKey,
        command.name,
        inputHash(input),
      ]);
      if (!row) return undefined;
      this.facts.committed();
      return { chatId: row.id, messageId, sequence: row.sequence, sentAt: now.toISOString() };
    } catch (error) {
      const { code } = error as { code?: string };
      // The ordinary way locks the key before the chat: the same request, on both ways at once, can block itself.
      if (code === DEADLOCK) return undefined;
      // The client key exists: the same request came before, or at the same time.
      if (code !== UNIQUE_VIOLATION) throw error;
      const known = await this.keys.find(this.database, command);
      return known && 'answer' in known ? (known.answer as SentMessage) : undefined;
    }
  }
}
