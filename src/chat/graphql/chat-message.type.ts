import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf, NodeType } from '@libs/graphql';
import type { AuthorKind } from '../model/chat-message.entity.js';
import { ChatAuthorKindEnum } from './chat.enums.js';

@ObjectType('ChatAuthor', { description: 'Who wrote a message.' })
export class ChatAuthorType {
  @Field(() => ChatAuthorKindEnum, { description: 'Which side he is on.' })
  kind: AuthorKind;

  @Field(() => ID, { nullable: true, description: 'Id of the visitor or agent; null for greetings.' })
  id: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name as it was when he wrote; null for a visitor who has not told it.',
  })
  name: string | null;
}

@ObjectType('ChatMessage', { implements: () => [NodeType], description: 'A message in a chat.' })
export class ChatMessageType extends NodeType {
  @Field(() => ID, { description: 'The chat that it belongs to.' })
  chatId: string;

  @Field(() => Int, { description: "Place in the chat's history; grows, with numbers missing." })
  sequence: number;

  @Field(() => ChatAuthorType, { description: 'Who wrote it.' })
  author: ChatAuthorType;

  @Field(() => String, { description: 'What was written.' })
  text: string;

  @Field(() => Boolean, { description: 'Whether it is a note that only staff sees.' })
  isPrivate: boolean;

  @Field(() => Date, { description: 'When it was sent.' })
  sentAt: Date;

  @Field(() => Date, { nullable: true, description: 'When the other side first read it; null until then.' })
  readAt: Date | null;
}

@ObjectType()
export class ChatMessageConnection extends connectionOf(ChatMessageType, 'ChatMessage') {}
