import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { CaughtUp } from './caught-up.type.js';
import { VisitedPage, VisitorType } from './visitor.type.js';

@ObjectType('VisitorArrived', { description: 'Somebody came to the site: he joins the list, or is replaced in it.' })
export class VisitorArrivedEvent {
  @Field(() => VisitorType, { description: 'The visitor as he is when you receive this.' })
  visitor: VisitorType;
}

@ObjectType('VisitorMovedOn', { description: 'A visitor on the site opened another page.' })
export class VisitorMovedOnEvent {
  @Field(() => ID, { description: 'Id of the visitor.' })
  visitorId: string;

  @Field(() => VisitedPage, { description: 'The page that he is on now.' })
  page: VisitedPage;

  @Field(() => Int, { description: 'Pages opened in this visit.' })
  pagesSeen: number;
}

@ObjectType('VisitorLeft', { description: 'A visitor left the site: he leaves the list.' })
export class VisitorLeftEvent {
  @Field(() => ID, { description: 'Id of the visitor.' })
  visitorId: string;

  @Field(() => Date, { description: 'When.' })
  at: Date;
}

@ObjectType('VisitorIdentified', {
  description: 'More is known of who a visitor is: he is replaced in the list, if he is in it.',
})
export class VisitorIdentifiedEvent {
  @Field(() => VisitorType, { description: 'The visitor as he is when you receive this.' })
  visitor: VisitorType;
}

@ObjectType('VisitorChatStarted', { description: 'A visitor asked for a chat.' })
export class VisitorChatStartedEvent {
  @Field(() => ID, { description: 'Id of the visitor.' })
  visitorId: string;

  @Field(() => ID, { description: 'Id of the chat.' })
  chatId: string;
}

@ObjectType('VisitorChatEnded', { description: 'A chat is over: whoever had it open has none.' })
export class VisitorChatEndedEvent {
  @Field(() => ID, { description: 'Id of the chat.' })
  chatId: string;
}

const members = [
  VisitorArrivedEvent,
  VisitorMovedOnEvent,
  VisitorLeftEvent,
  VisitorIdentifiedEvent,
  VisitorChatStartedEvent,
  VisitorChatEndedEvent,
  CaughtUp,
] as const;

/** One of the members of the union `VisitorEvent`. */
export type VisitorEventMember = InstanceType<(typeof members)[number]>;

export const VisitorEventUnion = createUnionType({
  name: 'VisitorEvent',
  description: 'What happens on the site of a brand.',
  types: () => members,
  resolveType: (value: object) => members.find((type) => value instanceof type),
});

@ObjectType({ description: 'Something that happened on the site of a brand, with its place in the stream.' })
export class VisitorEventPayload {
  @Field(() => String, { description: 'Where to resume after this.' })
  cursor: string;

  @Field(() => VisitorEventUnion, { description: 'What happened.' })
  event: VisitorEventMember;
}
