import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { MyVisitView } from '../queries/my-visit.js';
import { showPage, VisitedPage } from './visitor.type.js';

@ObjectType('Greeting', { description: 'An automatic greeting.' })
export class GreetingType {
  @Field(() => ID, { description: 'Id of the greeting.' })
  id: string;

  @Field(() => String, { description: 'What it says.' })
  text: string;

  @Field(() => String, { description: 'Address of the page on which it was shown.' })
  pageUrl: string;

  @Field(() => Date, { description: 'When it was shown.' })
  sentAt: Date;
}

@ObjectType({ description: 'Your own visit of the website.' })
export class MyVisit {
  @Field(() => ID, { description: 'Id of the visitor that you are.' })
  visitorId: string;

  @Field(() => Boolean, { description: 'Whether you count as being on the site.' })
  isOnSite: boolean;

  @Field(() => VisitedPage, {
    nullable: true,
    description: 'The page that you are on, or were on last; null before the first.',
  })
  page: VisitedPage | null;

  @Field(() => Int, { description: 'Pages opened in this visit.' })
  pagesSeen: number;

  @Field(() => String, { nullable: true, description: 'Your name, if known.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'Your company, if known.' })
  company: string | null;

  @Field(() => String, { nullable: true, description: 'Your email address, if known.' })
  email: string | null;

  @Field(() => String, { nullable: true, description: 'Your phone number, if known.' })
  phone: string | null;

  @Field(() => GreetingType, { nullable: true, description: 'The newest greeting of this visit, if any.' })
  greeting: GreetingType | null;

  @Field(() => ID, { nullable: true, description: 'The chat that you are in or wait for, if any.' })
  openChatId: string | null;

  @Field(() => String, { description: 'Where myVisitEvents continues what this shows.' })
  cursor: string;
}

/** A visit as its visitor sees it. */
export function showMyVisit(view: MyVisitView): MyVisit {
  return { ...view, page: showPage(view) };
}
