import { InvalidInput, textWithin } from '@libs/domain';

/**
 * The form in which email addresses are kept and compared: trimmed and in lower case.
 * @throws InvalidInput for text that cannot be an address (RFC 5321 allows 254 characters)
 */
export function emailAddress(field: string, text: string): string {
  const address = textWithin(field, text, { min: 3, max: 254 }).toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new InvalidInput(field, 'This is not an email address.');
  return address;
}
