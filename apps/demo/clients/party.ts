import { randomUUID } from 'node:crypto';
import type { Printer } from '../printer.js';
import { EventStream } from './event-stream.js';
import { type Shown, StoryBroken } from './shown.js';

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** Somebody who uses the API as any client would: HTTP for questions and changes, graphql-ws for events. */
export class Party {
  token: string | undefined;
  readonly #streams: EventStream[] = [];

  constructor(
    readonly name: string,
    readonly url: string,
    readonly out: Printer,
  ) {}

  /** The answer to a query: its only root field. @throws StoryBroken for errors */
  async ask<T = Shown>(document: string, variables: object = {}): Promise<T> {
    const { data, errors } = await this.#send(JSON.stringify({ query: document, variables }));
    const [found] = Object.values(data ?? {});
    if (errors || found === undefined)
      throw new StoryBroken(
        `${this.name} got an error: ${errors?.map(({ message }) => message).join(' ') ?? 'no data'}`,
      );
    return found as T;
  }

  /**
   * The member of the mutation's result union, refusals included, with a client key of its own.
   * @param fields what to select beside `reason`, as inline fragments
   */
  change(mutation: string, input: object, fields = ''): Promise<Shown> {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    return this.ask(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ... on Refusal { reason } ${fields} } }`,
      { input: { clientKey: randomUUID(), ...input } },
    );
  }

  /** Like {@link change}. @throws StoryBroken when it is refused */
  async mustChange(mutation: string, input: object, fields = ''): Promise<Shown> {
    const result = await this.change(mutation, input, fields);
    if (!result.__typename.endsWith('Success'))
      throw new StoryBroken(`${mutation} of ${this.name}: ${result.__typename}: ${String(result['reason'])}`);
    return result;
  }

  /** Follows a subscription over a connection of its own and prints what `show` makes of its events. */
  follow(document: string, variables: object, show: (payload: Shown) => string | undefined): EventStream {
    const stream = new EventStream(this, document, variables, show);
    this.#streams.push(stream);
    return stream;
  }

  /** Prints what this party does. */
  does(text: string): void {
    this.out.line(this.name, text);
  }

  /** Ends all connections. */
  async leave(): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.stop()));
  }

  async #send(body: string): Promise<Answer> {
    try {
      const response = await fetch(`${this.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(this.token && { authorization: `Bearer ${this.token}` }),
        },
        body,
      });
      return (await response.json()) as Answer;
    } catch (error) {
      throw new StoryBroken(`${this.name} got no answer from ${this.url}.`, { cause: error });
    }
  }
}
