import { z } from 'zod';
import { InvalidInput, textWithin } from '@libs/domain';

/** Who somebody is and how to reach him, as far as it is known. */
export interface ContactDetails {
  readonly name: string | null;
  readonly company: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** New details; what is left out stays, and an empty text removes. */
export type DetailsChange = { readonly [K in keyof ContactDetails]?: string | null | undefined };

const emailShape = z.email();

/**
 * The details after a change, trimmed; email addresses in lower case.
 * @throws InvalidInput for a name or company above 200 characters, for text that is no email address (RFC 5321 allows 254
 * characters), and for a phone number that has fewer than 5 digits, other signs than those of a number, or more than 40 characters
 */
export function changedDetails(known: ContactDetails, change: DetailsChange): ContactDetails {
  return {
    name: changed('name', known.name, change.name, 200),
    company: changed('company', known.company, change.company, 200),
    email: changed('email', known.email, change.email, 254, emailAddress),
    phone: changed('phone', known.phone, change.phone, 40, phoneNumber),
  };
}

/** Whether there is a way back to this person: an email address or a phone number. */
export function hasContactData(details: Pick<ContactDetails, 'email' | 'phone'>): boolean {
  return details.email !== null || details.phone !== null;
}

function changed(
  field: keyof ContactDetails,
  known: string | null,
  change: string | null | undefined,
  max: number,
  check: (text: string) => string = (text) => text,
): string | null {
  if (change === null || change === undefined) return known;
  const text = textWithin(field, change, { min: 0, max });
  return text === '' ? null : check(text);
}

function emailAddress(text: string): string {
  const address = text.toLowerCase();
  if (!emailShape.safeParse(address).success) throw new InvalidInput('email', 'This is not an email address.');
  return address;
}

function phoneNumber(text: string): string {
  const digits = text.replace(/\D/g, '').length;
  if (digits < 5 || !/^\+?[\d\s()./x-]+$/i.test(text)) throw new InvalidInput('phone', 'This is not a phone number.');
  return text;
}
