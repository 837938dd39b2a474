import type { Operation, OperationOptions, PageWindow } from './browser.js';
import type { Player } from './player.js';
import type { Example, Role } from './role.js';

/** What the fetcher works with. */
export interface FetcherParts {
  readonly endpoint: string;
  readonly window: PageWindow;
  readonly role: Role;
  readonly player: Player;
  /** Renews the role's token when it is no longer good. */
  readonly setUp: () => Promise<void>;
  /** Tells the user what the page does. */
  readonly say: (text: string) => void;
}

const SECOND = 1_000;
/** Events of a subscription that stay on the screen. */
const SHOWN_EVENTS = 50;

/** How GraphiQL reaches the server: placeholders are filled, and what an example needs is done first. */
export function makeFetcher(parts: FetcherParts) {
  const { endpoint, player, role } = parts;
  return async (operation: Operation, options: OperationOptions = {}): Promise<unknown> => {
    await parts.setUp();
    const name = operation.operationName ?? nameOf(operation.query);
    const example = role.examples.find(({ document }) => nameOf(document) === name);
    if (example) {
      parts.say(`${name ?? 'The example'} was sent.`);
      await playNeeds(parts, example);
    }
    const filled = { ...operation, variables: player.fill(operation.variables ?? {}) };
    const headers = player.fill(options.headers ?? {});
    if (isSubscription(operation)) return events(parts, filled, headers, example);
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...headers,
      },
      body: JSON.stringify(filled),
    });
    return response.json();
  };
}

async function playNeeds({ player, say }: FetcherParts, example: Example): Promise<void> {
  for (const step of example.needs ?? []) {
    try {
      await player.play(step);
      if (step.note) say(step.note);
    } catch (error) {
      say(`What this example needs did not work: ${String(error)}`);
    }
  }
}

/** All events so far, the newest first. */
async function* events(
  parts: FetcherParts,
  operation: Operation,
  headers: Record<string, string>,
  example: Example | undefined,
): AsyncGenerator<unknown> {
  const { window, endpoint } = parts;
  const seen: unknown[] = [];
  const client = window.graphqlWs.createClient({
    url: window.location.origin.replace(/^http/, 'ws') + endpoint,
    connectionParams: headers,
    retryAttempts: 0,
  });
  const isOver = { now: false };
  try {
    const stream = client.iterate(operation);
    void playMeanwhile(parts, example, isOver);
    yield { waiting: 'The subscription is open. Events appear here, the newest first.' };
    for await (const event of stream) {
      seen.unshift(event);
      yield { events: seen.slice(0, SHOWN_EVENTS) };
    }
  } finally {
    isOver.now = true;
    client.dispose();
  }
}

async function playMeanwhile(
  { player, say }: FetcherParts,
  example: Example | undefined,
  isOver: { now: boolean },
): Promise<void> {
  for (const step of example?.meanwhile ?? []) {
    await new Promise((resolve) => setTimeout(resolve, SECOND));
    if (isOver.now) return;
    try {
      await player.play(step);
      if (step.note) say(step.note);
    } catch (error) {
      say(`The other side could not act: ${String(error)}`);
    }
  }
}

/** The name of the first operation of a document of ours. */
function nameOf(document: string): string | undefined {
  return /^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(document)?.[1];
}

function isSubscription({ query, operationName }: Operation): boolean {
  return new RegExp(`^\\s*subscription\\b\\s*${operationName ?? ''}`, 'm').test(query);
}
