import { OptionalProps } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Aggregate } from '@libs/domain';
import { changedDetails, type ContactDetails, type DetailsChange, hasContactData } from '@src/contacts';
import { VisitorArrived, VisitorGreeted, VisitorIdentified, VisitorLeft, VisitorMovedOn } from '@src/events';
import type { VisitedPage } from './visited-page.js';

/** What a trigger shows to a visitor. */
export interface NewGreeting {
  readonly id: string;
  readonly triggerId: string;
  readonly text: string;
}

/**
 * Somebody on a brand's website. A visit lasts from the first page until he leaves or his page has been silent for the length of its
 * lease; the next page after that begins a new visit.
 */
@Entity({ tableName: 'visitor' })
export class Visitor extends Aggregate {
  [OptionalProps]?: 'sequence';

  @PrimaryKey({ type: 'uuid' })
  override id: string;

  @Property({ type: 'uuid' })
  brandId: string;

  /** The customer or writer for whom the brand's website vouches; null for a stranger. */
  @Property({ type: 'uuid', nullable: true })
  contactId: string | null;

  @Property({ type: 'text', nullable: true })
  name: string | null;

  @Property({ type: 'text', nullable: true })
  company: string | null;

  @Property({ type: 'text', nullable: true })
  email: string | null;

  @Property({ type: 'text', nullable: true })
  phone: string | null;

  @Property({ type: 'text', nullable: true })
  userAgent: string | null;

  /** The page that he is on, or was on last. */
  @Property({ type: 'text', nullable: true })
  pageUrl: string | null;

  @Property({ type: 'text', nullable: true })
  pageTitle: string | null;

  @Property({ type: 'timestamptz', nullable: true })
  pageSince: Date | null;

  /** When the present or last visit began. */
  @Property({ type: 'timestamptz', nullable: true })
  visitStartedAt: Date | null;

  /** Pages opened in that visit. */
  @Property({ type: 'integer' })
  visitPageCount: number;

  /** When the lease of his page runs out; null when he has left. */
  @Property({ type: 'timestamptz', nullable: true })
  seenUntil: Date | null;

  @Property({ type: 'integer' })
  override sequence: number;

  @Property({ type: 'timestamptz' })
  createdAt: Date;

  protected override get aggregateType(): string {
    return 'Visitor';
  }

  protected override get factBrandId(): string {
    return this.brandId;
  }

  /** Whether he is on the site: a lease ends at the instant that it names. */
  isOnSite(now: Date): boolean {
    return this.seenUntil !== null && this.seenUntil > now;
  }

  /** He opened a page. The page that he is on already only renews the lease. Returns whether this is another page or a new visit. */
  visitPage(page: VisitedPage, now: Date, leaseSeconds: number): boolean {
    const arrives = !this.isOnSite(now);
    if (arrives && this.seenUntil) this.leave(this.seenUntil);
    this.seenUntil = new Date(now.getTime() + leaseSeconds * 1000);
    if (!arrives && page.url === this.pageUrl && page.title === this.pageTitle) return false;
    this.pageUrl = page.url;
    this.pageTitle = page.title;
    this.pageSince = now;
    this.visitPageCount = arrives ? 1 : this.visitPageCount + 1;
    const shown = { url: page.url, title: page.title, at: now.toISOString() };
    if (arrives) this.visitStartedAt = now;
    if (arrives) this.record(VisitorArrived, shown);
    else this.record(VisitorMovedOn, { ...shown, pagesSeen: this.visitPageCount });
    return true;
  }

  /** He left the site at `at`. Nothing happens when he has left before. */
  leave(at: Date): void {
    if (!this.seenUntil) return;
    this.seenUntil = null;
    this.record(VisitorLeft, { at: at.toISOString() });
  }

  /** Notes who he is; what is left out stays. @throws InvalidInput as {@link changedDetails} */
  identify(change: DetailsChange): void {
    this.know(changedDetails(this.details(), change));
  }

  /** Keeps what the brand's website says about him; what it does not say stays. */
  vouchFor(person: Pick<ContactDetails, 'name' | 'company' | 'email'>): void {
    const { name, company, email, phone } = this;
    this.know({ name: person.name ?? name, company: person.company ?? company, email: person.email ?? email, phone });
  }

  private know(details: ContactDetails): void {
    const before = this.details();
    if (detailNames.every((name) => before[name] === details[name])) return;
    Object.assign(this, details);
    this.record(VisitorIdentified, { name: this.name, company: this.company, hasContactData: hasContactData(this) });
  }

  /** A trigger greets him on the page that he is on. */
  greet(greeting: NewGreeting, now: Date): void {
    const { id, triggerId, text } = greeting;
    this.record(VisitorGreeted, { greetingId: id, triggerId, text, url: this.pageUrl ?? '', at: now.toISOString() });
  }

  private details(): ContactDetails {
    const { name, company, email, phone } = this;
    return { name, company, email, phone };
  }
}

const detailNames = ['name', 'company', 'email', 'phone'] as const;
