import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf, NodeType } from '@libs/graphql';
import type { ChatClosedBecause, MissedReason } from '@src/events';
import type { AuthorKind } from '../model/chat-message.entity.js';
import type { ChatStatus } from '../model/chat.entity.js';
import * as enums from './chat.enums.js';

@ObjectType('ChatAgent', { description: 'An agent as everybody in a chat may see him.' })
export class ChatAgentType {
  @Field(() => ID, { description: 'Id of the agent.' })
  id: string;

  @Field(() => String, { description: 'Name under which he chats.' })
  displayName: string;
}

@ObjectType('ChatVisitor', { description: 'The visitor of a chat, with what he told of himself.' })
export class ChatVisitorType {
  @Field(() => ID, { description: 'Id of the visitor.' })
  id: string;

  @Field(() => String, { nullable: true, description: 'Name.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'Company.' })
  company: string | null;

  @Field(() => String, { nullable: true, description: 'Email address.' })
  email: string | null;

  @Field(() => String, { nullable: true, description: 'Phone number.' })
  phone: string | null;
}

@ObjectType('ChatLastMessage', { description: 'The newest message of a chat, cut for lists.' })
export class ChatLastMessageType {
  @Field(() => String, { description: 'The beginning of its text, at most 200 characters.' })
  text: string;

  @Field(() => enums.ChatAuthorKindEnum, { description: 'Who wrote it.' })
  authorKind: AuthorKind;

  @Field(() => Date, { description: 'When it was sent.' })
  sentAt: Date;
}

@ObjectType('ChatPromise', { description: 'Time that an agent promised to need, and whether he kept to it.' })
export class ChatPromiseType {
  @Field(() => ID, { description: 'Id of the promise.' })
  id: string;

  @Field(() => Date, { description: 'When it was made.' })
  madeAt: Date;

  @Field(() => Date, { description: 'When the time is over.' })
  dueAt: Date;

  @Field(() => enums.PromiseStateEnum, { description: 'Where it stands.' })
  state: keyof typeof enums.PromiseStateEnum;
}

@ObjectType('ChatParticipant', { description: 'The part of an agent in a chat.' })
export class ChatParticipantType {
  @Field(() => ChatAgentType, { description: 'The agent.' })
  agent: ChatAgentType;

  @Field(() => enums.ParticipantRoleEnum, { description: 'What he does in the chat.' })
  role: 'OWNER' | 'CONSULTANT';

  @Field(() => Date, { description: 'When he joined.' })
  joinedAt: Date;

  @Field(() => Date, { nullable: true, description: 'When he left; null while he is in the chat.' })
  leftAt: Date | null;
}

@ObjectType('RoutingCandidate', { description: 'An agent whom routing considered, with the load that counted.' })
export class RoutingCandidateType {
  @Field(() => ID, { description: 'Id of the agent.' })
  agentId: string;

  @Field(() => Int, { description: 'Chats and waiting offers that he had.' })
  activeChats: number;

  @Field(() => Int, { description: 'Most chats that he may serve.' })
  maxChats: number;

  @Field(() => Int, { description: 'Chats assigned to him since his shift began.' })
  assignedThisShift: number;
}

@ObjectType('RoutingExclusion', { description: 'An agent whom routing left out.' })
export class RoutingExclusionType {
  @Field(() => ID, { description: 'Id of the agent.' })
  agentId: string;

  @Field(() => enums.ExclusionReasonEnum, { description: 'Why.' })
  reason: string;
}

@ObjectType('RoutingDecision', { description: 'Why a request went to whom it went.' })
export class RoutingDecisionType {
  @Field(() => ID, { description: 'Id of the decision.' })
  id: string;

  @Field(() => Date, { description: 'When it was taken.' })
  decidedAt: Date;

  @Field(() => enums.RoutingRuleEnum, { description: 'What settled it.' })
  rule: string;

  @Field(() => [RoutingCandidateType], { description: 'Who was considered, the fairest choice first.' })
  candidates: readonly RoutingCandidateType[];

  @Field(() => [RoutingExclusionType], { description: 'Who was left out, and why.' })
  excluded: readonly RoutingExclusionType[];

  @Field(() => [ID], { description: 'Agents to whom the request was offered.' })
  offeredTo: readonly string[];

  @Field(() => ID, { nullable: true, description: 'The agent to whom the server assigned it; null for a broadcast.' })
  assignedTo: string | null;
}

@ObjectType('Chat', {
  implements: () => [NodeType],
  description: 'A live chat between one visitor and the agent who accepted it.',
})
export class ChatType extends NodeType {
  /** Not shown: the resolver of the brand needs it. */
  brandId: string;

  @Field(() => enums.ChatStatusEnum, { description: 'Where it stands.' })
  status: ChatStatus;

  @Field(() => enums.ChatMediumEnum, { description: 'How they talk.' })
  medium: 'TEXT' | 'VOICE';

  @Field(() => enums.ChatOpeningEnum, { description: 'How it began.' })
  opening: 'GREETED' | 'WROTE_FIRST';

  @Field(() => ChatAgentType, { nullable: true, description: 'The agent who serves it; null until one accepted.' })
  agent: ChatAgentType | null;

  @Field(() => ChatVisitorType, { description: 'The visitor.' })
  visitor: ChatVisitorType;

  @Field(() => String, { nullable: true, description: 'Page on which the visitor asked for it.' })
  pageUrl: string | null;

  @Field(() => [String], { description: 'What it was about, as staff noted; empty for visitors.' })
  tags: readonly string[];

  @Field(() => Date, { description: 'When the visitor asked for it.' })
  requestedAt: Date;

  @Field(() => Date, { description: 'When it counts as missed unless somebody accepts before.' })
  requestExpiresAt: Date;

  @Field(() => Date, { nullable: true, description: 'When an agent accepted.' })
  acceptedAt: Date | null;

  @Field(() => Date, { nullable: true, description: 'When an agent first wrote.' })
  firstResponseAt: Date | null;

  @Field(() => Int, { nullable: true, description: 'Whole seconds from the request to the first answer.' })
  firstResponseSeconds: number | null;

  @Field(() => Date, { nullable: true, description: 'When it ended.' })
  closedAt: Date | null;

  @Field(() => enums.ChatClosedBecauseEnum, { nullable: true, description: 'How it ended; null for a missed chat.' })
  closedBecause: ChatClosedBecause | null;

  @Field(() => enums.MissedReasonEnum, { nullable: true, description: 'Why it was missed, if it was.' })
  missedBecause: MissedReason | null;

  @Field(() => ChatLastMessageType, { nullable: true, description: 'The newest message.' })
  lastMessage: ChatLastMessageType | null;

  @Field(() => Int, { description: 'Number of messages, private notes not counted.' })
  messageCount: number;

  @Field(() => Date, { description: 'When something last happened; lists sort by it.' })
  activeAt: Date;

  @Field(() => Int, { description: 'Number of facts so far; grows with each event of the chat.' })
  sequence: number;

  @Field(() => String, { description: 'Where to continue with chatEvents after having read this.' })
  eventsCursor: string;
}

@ObjectType()
export class ChatConnection extends connectionOf(ChatType, 'Chat') {}
