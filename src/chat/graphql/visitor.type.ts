import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf, MutationInput, NodeType } from '@libs/graphql';
import { hasContactData } from '@src/contacts';
import type { VisitorView } from '../queries/visitors.js';

export const PartyRoleEnum = { CUSTOMER: 'CUSTOMER', WRITER: 'WRITER' } as const;
registerEnumType(PartyRoleEnum, {
  name: 'PartyRole',
  description: 'What somebody outside is to a brand.',
  valuesMap: { CUSTOMER: { description: 'He orders.' }, WRITER: { description: 'He writes what others order.' } },
});

@ObjectType({ description: 'The page of the website that somebody is on, or was on last.' })
export class VisitedPage {
  @Field(() => String, { description: 'Its address.' })
  url: string;

  @Field(() => String, { nullable: true, description: 'Its title.' })
  title: string | null;

  @Field(() => Date, { description: 'Since when.' })
  since: Date;
}

@ObjectType('PageView', { implements: () => [NodeType], description: 'A page that a visitor opened.' })
export class PageViewType extends NodeType {
  @Field(() => String, { description: 'Its address.' })
  url: string;

  @Field(() => String, { nullable: true, description: 'Its title.' })
  title: string | null;

  @Field(() => Date, { description: 'When he opened it.' })
  viewedAt: Date;
}

@ObjectType()
export class PageViewConnection extends connectionOf(PageViewType, 'PageView') {}

@ObjectType('Visitor', { implements: () => [NodeType], description: 'Somebody on the website of a brand.' })
export class VisitorType extends NodeType {
  brandId: string;

  @Field(() => PartyRoleEnum, {
    nullable: true,
    description: 'What he is to the brand, if its website vouches for him; null for a stranger.',
  })
  partyRole: keyof typeof PartyRoleEnum | null;

  @Field(() => String, { nullable: true, description: 'His name, if known.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'His company, if known.' })
  company: string | null;

  @Field(() => String, { nullable: true, description: 'His email address, if known.' })
  email: string | null;

  @Field(() => String, { nullable: true, description: 'His phone number, if known.' })
  phone: string | null;

  @Field(() => Boolean, { description: 'Whether there is a way back to him: an email address or a phone number.' })
  hasContactData: boolean;

  @Field(() => Boolean, { description: 'Whether he is on the site now.' })
  isOnSite: boolean;

  @Field(() => VisitedPage, {
    nullable: true,
    description: 'The page that he is on, or was on last; null before the first.',
  })
  page: VisitedPage | null;

  @Field(() => Date, { nullable: true, description: 'When his present or last visit began.' })
  visitStartedAt: Date | null;

  @Field(() => Int, { description: 'Pages opened in that visit.' })
  pagesSeen: number;

  @Field(() => ID, { nullable: true, description: 'The chat that he is in or waits for, if any.' })
  openChatId: string | null;

  @Field(() => String, { nullable: true, description: 'How his browser names itself.' })
  userAgent: string | null;

  @Field(() => Date, { description: 'When he was first seen.' })
  createdAt: Date;
}

@ObjectType()
export class VisitorConnection extends connectionOf(VisitorType, 'Visitor') {
  @Field(() => String, { description: 'Where visitorEvents continues what this list shows.' })
  cursor: string;
}

/** A visitor as the API shows him. */
export function showVisitor(view: VisitorView): VisitorType {
  return Object.assign(new VisitorType(), { ...view, hasContactData: hasContactData(view), page: showPage(view) });
}

/** The page of a visitor; null before the first. */
export function showPage(view: Pick<VisitorView, 'pageUrl' | 'pageTitle' | 'pageSince'>): VisitedPage | null {
  const { pageUrl: url, pageTitle: title, pageSince: since } = view;
  return url === null || since === null ? null : { url, title, since };
}

/** What a visitor, or staff on his behalf, says about him. */
@InputType({ isAbstract: true })
export abstract class DetailsInput extends MutationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Name, at most 200 characters; left out it stays, empty it is removed.',
  })
  name?: string;

  @Field(() => String, {
    nullable: true,
    description: 'Company, at most 200 characters; left out it stays, empty it is removed.',
  })
  company?: string;

  @Field(() => String, { nullable: true, description: 'Email address; left out it stays, empty it is removed.' })
  email?: string;

  @Field(() => String, { nullable: true, description: 'Phone number; left out it stays, empty it is removed.' })
  phone?: string;
}
