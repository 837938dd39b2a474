import { InvalidInput } from './refusal.js';

/**
 * Checks text that a person typed and returns it trimmed. Lengths are in UTF-16 units after trimming.
 * @throws InvalidInput for NUL characters and lone surrogates (PostgreSQL stores neither), and for a length outside `min`…`max`
 */
export function textWithin(field: string, text: string, limits: { min: number; max: number }): string {
  if (text.includes('\0')) throw new InvalidInput(field, 'The text contains a NUL character.');
  if (!text.isWellFormed()) throw new InvalidInput(field, 'The text is not well-formed Unicode.');
  const trimmed = text.trim();
  if (trimmed.length < limits.min)
    throw new InvalidInput(
      field,
      limits.min === 1 ? 'The text is empty.' : `The text needs at least ${limits.min} characters.`,
    );
  if (trimmed.length > limits.max) throw new InvalidInput(field, `The text is longer than ${limits.max} characters.`);
  return trimmed;
}

/** Whether a text is a UUID in the usual form; ids of callers are checked with it before they reach the database. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
