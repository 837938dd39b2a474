import type { Role } from './role.js';

/*
 * The little that the page's script uses of a browser, declared here because TypeScript's `dom` library would declare its globals
 * for the whole server too.
 */

/** An element of the page. */
export interface PageElement {
  textContent: string | null;
  hidden: boolean;
  value: string;
  readonly name: string;
  addEventListener(type: string, listener: (event: { preventDefault(): void }) => void): void;
}

/** The page. */
export interface PageDocument {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** `localStorage` or `sessionStorage`. */
export interface PageStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What the server tells the page's script. */
export interface PageFacts {
  readonly title: string;
  readonly endpoint: string;
  readonly role: Role;
  /** Changes with the examples, so that a browser does not keep old ones. */
  readonly version: string;
}

/** What GraphiQL asks of a fetcher. */
export interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/** What GraphiQL tells of an operation. */
export interface OperationOptions {
  readonly headers?: Record<string, string>;
}

/** The bundles that the page loads before our script. */
export interface PageWindow {
  readonly location: { readonly origin: string; reload(): void };
  readonly localStorage: PageStorage;
  readonly sessionStorage: PageStorage;
  readonly navigator: { readonly clipboard?: { writeText(text: string): Promise<void> } };
  readonly YogaGraphiQL: { renderYogaGraphiQL(root: PageElement, options: object): void };
  readonly graphqlWs: {
    createClient(options: object): {
      iterate(operation: Operation): AsyncIterableIterator<unknown>;
      dispose(): void;
    };
  };
  MonacoEnvironment?: object;
}
