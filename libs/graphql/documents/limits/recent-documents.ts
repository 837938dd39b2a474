const MAX_DOCUMENTS = 500;
/** A parsed document takes up to 100 times the memory of its text. */
const MAX_CHARACTERS = 400_000;

/** The documents that were asked for last, bounded in number and in the length of all their texts together. */
export class RecentDocuments<T> {
  readonly #documents = new Map<string, T>();
  #characters = 0;

  /** What is remembered of a text; it counts as used now. */
  get(source: string): T | undefined {
    const found = this.#documents.get(source);
    if (found === undefined) return undefined;
    this.#documents.delete(source);
    this.#documents.set(source, found);
    return found;
  }

  /** Remembers something of a text and forgets what was not used for longest. */
  set(source: string, value: T): void {
    if (!this.#documents.has(source)) this.#characters += source.length;
    this.#documents.set(source, value);
    for (const oldest of this.#documents.keys()) {
      if (this.#documents.size <= MAX_DOCUMENTS && this.#characters <= MAX_CHARACTERS) return;
      this.#documents.delete(oldest);
      this.#characters -= oldest.length;
    }
  }

  clear(): void {
    this.#documents.clear();
    this.#characters = 0;
  }
}
