import type { TestApp } from '@test/support/app.js';
import type { TestAgent } from '@test/support/organisation.js';

/** A change of presence, an alert, or the mark between past and live. */
export interface PresenceEvent {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

interface Payload {
  readonly presenceEvents: { readonly cursor: string; readonly event: PresenceEvent };
}

/** The presence events of a brand as one member of staff receives them. */
export interface PresenceStream {
  /** The next event with its cursor. @throws Error when the stream ends or refuses */
  next(): Promise<Payload['presenceEvents']>;
  stop(): Promise<unknown>;
}

const EVENTS = `subscription ($brandCode: String!, $after: String) { presenceEvents(brandCode: $brandCode, after: $after) { cursor event { __typename
  ... on AgentPresenceChanged { agentId displayName from to cause at }
  ... on RosterAlertRaised { alert { id agentId brandId kind since raisedAt } }
  ... on RosterAlertSettled { alertId agentId }
  ... on CaughtUp { cursor } } } }`;

/** Subscribes and waits until the past is delivered; with `after`, the past itself is still to be read. */
export async function presenceStream(app: TestApp, agent: TestAgent, brandCode: string, after?: string): Promise<PresenceStream> {
  const items = app.socket(agent.token).iterate<Payload>({ query: EVENTS, variables: { brandCode, after } });
  const stream: PresenceStream = {
    async next() {
      const { value } = await items.next();
      if (!value?.data) throw new Error(`No event: ${JSON.stringify(value)}`);
      return value.data.presenceEvents;
    },
    stop: async () => items.return?.(),
  };
  if (after === undefined) await stream.next();
  return stream;
}

/** The next event of a stream. */
export async function nextEvent(stream: PresenceStream): Promise<PresenceEvent> {
  return (await stream.next()).event;
}

/** How an agent sees his own presence. */
export async function presenceOf(app: TestApp, agent: TestAgent): Promise<Record<string, unknown>> {
  const query = '{ myPresence { agentId status since chosen leaseExpiresAt maxChats activeChats shift { id } } }';
  const { data, errors } = await app.graphql(query, {}, agent.token);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.myPresence;
}
