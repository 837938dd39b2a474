import type { Type } from '@nestjs/common';
import { AgentPresence } from './model/agent-presence.entity.js';
import { ChatMessage } from './model/chat-message.entity.js';
import { ChatParticipant } from './model/chat-participant.entity.js';
import { ChatPromise } from './model/chat-promise.entity.js';
import { Chat } from './model/chat.entity.js';
import { GreetingTrigger } from './model/greeting-trigger.entity.js';
import { RosterAlert } from './model/roster-alert.entity.js';
import { Visitor } from './model/visitor.entity.js';

/** Chat's entities, for the database of every process. */
export const chatEntities: readonly Type[] = [
  AgentPresence,
  Chat,
  ChatMessage,
  ChatParticipant,
  ChatPromise,
  GreetingTrigger,
  RosterAlert,
  Visitor,
];
