/** The text of the `number`-th message of a chat, written now, of at least `size` characters. */
export function writeText(number: number, size: number): string {
  return `message ${number} ${Date.now()} `.padEnd(size, 'x');
}

/** What {@link writeText} has written; undefined for any other text. `sentAt` in milliseconds of the Unix epoch. */
export function readText(text: string): { number: number; sentAt: number } | undefined {
  const [word, number, sentAt] = text.split(' ', 3);
  return word === 'message' ? { number: Number(number), sentAt: Number(sentAt) } : undefined;
}
