const PREVIEW_LENGTH = 200;

/** The beginning of a text for lists; never half of a character. */
export function preview(text: string): string {
  if (text.length <= PREVIEW_LENGTH) return text;
  const cut = text.slice(0, PREVIEW_LENGTH);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
