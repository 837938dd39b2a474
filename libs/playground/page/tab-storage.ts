import type { PageStorage } from './browser.js';

/** GraphiQL's memory of its tabs, one per role and version of the examples. */
export class TabStorage {
  #isOver = false;

  /** @param own beginning of our keys; keys that begin with `family` but not with `own`'s version are old and removed by `clear` */
  constructor(
    private readonly storage: PageStorage,
    private readonly own: string,
    private readonly family: string,
  ) {}

  get length(): number {
    return this.#keys(this.own).length;
  }

  getItem(key: string): string | null {
    return this.storage.getItem(this.own + key);
  }

  setItem(key: string, value: string): void {
    if (!this.#isOver) this.storage.setItem(this.own + key, value);
  }

  removeItem(key: string): void {
    this.storage.removeItem(this.own + key);
  }

  /** Forgets all tabs, of all roles, and remembers nothing more: GraphiQL writes once again while the page is reloaded. */
  clear(): void {
    this.#isOver = true;
    for (const key of this.#keys(this.family)) this.storage.removeItem(key);
  }

  #keys(beginning: string): string[] {
    const keys = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? '');
    return keys.filter((key) => key.startsWith(beginning));
  }
}
