import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { RefusalType } from '@libs/graphql';
import type { ChatStatus } from '../model/chat.entity.js';
import * as enums from './chat.enums.js';
import { ChatAgentType } from './chat.type.js';

const refusal = (description: string) => ({ implements: () => [RefusalType], description });

@ObjectType('ChatAlreadyAccepted', refusal('Somebody else accepted the chat first.'))
export class ChatAlreadyAcceptedType extends RefusalType {
  @Field(() => ChatAgentType, { description: 'The agent who has it.' })
  acceptedBy: ChatAgentType;

  @Field(() => Date, { description: 'When he accepted.' })
  acceptedAt: Date;
}

@ObjectType('MayNotAcceptChat', refusal('You may not take this request now.'))
export class MayNotAcceptChatType extends RefusalType {
  @Field(() => enums.MayNotAcceptCauseEnum, { description: 'What is in the way.' })
  cause: string;
}

@ObjectType('ChatIsOver', refusal('The chat is over: nothing can be added to it.'))
export class ChatIsOverType extends RefusalType {
  @Field(() => enums.ChatStatusEnum, { description: 'Where it stands.' })
  status: ChatStatus;
}

@ObjectType('NotYourChat', refusal('Another agent serves the chat, or none yet.'))
export class NotYourChatType extends RefusalType {
  @Field(() => ID, { nullable: true, description: 'The agent who serves it; null for none.' })
  servedBy: string | null;
}

@ObjectType('ChatAlreadyOpen', refusal('You are in a chat already.'))
export class ChatAlreadyOpenType extends RefusalType {
  @Field(() => ID, { description: 'That chat.' })
  chatId: string;
}

@ObjectType('ChatNotAvailable', refusal('No agent can serve you now.'))
export class ChatNotAvailableType extends RefusalType {
  @Field(() => [enums.NextStepEnum], { description: 'What you can do instead.' })
  nextSteps: string[];
}

@ObjectType('LinkInText', { description: 'A link in a text.' })
export class LinkInTextType {
  @Field(() => String, { description: 'Where it leads.' })
  url: string;

  @Field(() => Int, { description: 'Where it begins in the text, in UTF-16 units.' })
  start: number;

  @Field(() => Int, { description: 'Where it ends in the text, in UTF-16 units.' })
  end: number;

  @Field(() => String, { description: 'Code of the brand that it belongs to.' })
  brandCode: string;
}

@ObjectType('ForeignBrandLink', refusal("The text links to another brand's site."))
export class ForeignBrandLinkType extends RefusalType {
  @Field(() => String, { description: 'Path of the input field with the text.' })
  field: string;

  @Field(() => [LinkInTextType], { description: 'The links at fault.' })
  links: LinkInTextType[];
}

@ObjectType('VisitorMayStillAnswer', refusal('The chat cannot be left yet.'))
export class VisitorMayStillAnswerType extends RefusalType {
  @Field(() => Date, {
    nullable: true,
    description: 'From when it can be; null while the visitor waits for your answer.',
  })
  possibleAt: Date | null;
}

@ObjectType('AgentNotAvailable', refusal('The chat cannot be given to this agent.'))
export class AgentNotAvailableType extends RefusalType {
  @Field(() => enums.AgentNotAvailableCauseEnum, { description: 'What is in the way.' })
  cause: string;
}

@ObjectType('TooManyPages', refusal('You opened too many pages within a minute.'))
export class TooManyPagesType extends RefusalType {
  @Field(() => Int, { description: 'Seconds to wait before the next page, at least 1.' })
  retryAfterSeconds: number;
}

@ObjectType('TooManyVisitorSessions', refusal('Too many visitor sessions were opened from your address.'))
export class TooManyVisitorSessionsType extends RefusalType {
  @Field(() => Int, { description: 'Seconds to wait before the next attempt, at least 1.' })
  retryAfterSeconds: number;
}
