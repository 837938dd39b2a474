import type { TestApp } from '@test/support/app.js';
import { key, type TestAgent } from '@test/support/organisation.js';

/** An object of an answer. */
export interface Shown {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

interface Payload {
  readonly presenceEvents: { readonly cursor: string; readonly event: Shown };
}

/** The presence events of a brand as one member of staff receives them. */
export interface PresenceStream {
  /** The next event with its cursor. @throws Error when the stream ends or refuses */
  next(): Promise<Payload['presenceEvents']>;
  stop(): Promise<unknown>;
}

const EVENTS = `subscription ($brandCode: String!, $after: String) { presenceEvents(brandCode: $brandCode, after: $after) {
  cursor event { __typename
  ... on AgentPresenceChanged { agentId displayName from to cause at }
  ... on RosterAlertRaised { alert { id agentId brandId kind since raisedAt } }
  ... on RosterAlertSettled { alertId agentId }
  ... on CaughtUp { cursor } } } }`;

const PRESENCE = 'status chosen since leaseExpiresAt heartbeatSeconds maxChats activeChats shift { id }';

/** Subscribes and waits until the past is delivered; with `after`, the past itself is still to be read. */
export async function presenceStream(
  app: TestApp,
  agent: TestAgent,
  brandCode: string,
  after?: string,
): Promise<PresenceStream> {
  const items = app.socket(agent.token).iterate<Payload>({ query: EVENTS, variables: { brandCode, after } });
  const stream: PresenceStream = {
    async next() {
      const item: IteratorResult<{ data?: Payload | null }, unknown> = await items.next();
      if (item.done || !item.value.data) throw new Error(`No event: ${JSON.stringify(item.value)}`);
      return item.value.data.presenceEvents;
    },
    stop: async () => items.return?.(),
  };
  if (after === undefined) await stream.next();
  return stream;
}

/** The next event of a stream. */
export async function nextEvent(stream: PresenceStream): Promise<Shown> {
  return (await stream.next()).event;
}

/** A mutation's answer: the member of its result union. @throws Error for an internal error or a refused request */
export async function mutate(
  app: TestApp,
  agent: TestAgent,
  name: string,
  fields: string,
  input: object,
): Promise<Shown> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const document = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on Refusal { reason } ${fields} } }`;
  const answer = await app.graphql<Record<string, Shown>>(
    document,
    { input: { clientKey: key(), ...input } },
    agent.token,
  );
  const result = answer.data?.[name];
  if (!result) throw new Error(JSON.stringify(answer.errors));
  return result;
}

/** A query's answer. @throws Error when it has none */
export async function ask<T>(app: TestApp, query: string, agent?: { readonly token: string }): Promise<T> {
  const { data, errors } = await app.graphql<Record<string, T>>(query, {}, agent?.token);
  const [answer] = Object.values(data ?? {});
  if (answer === undefined) throw new Error(JSON.stringify(errors));
  return answer;
}

/** An agent chooses a status. Answers his presence, or the refusal. */
export async function choose(app: TestApp, agent: TestAgent, status: string, clientKey = key()): Promise<Shown> {
  const fields = `... on StillOnDuty { until } ... on SetMyStatusSuccess { presence { __typename ${PRESENCE} } }`;
  const answer = await mutate(app, agent, 'setMyStatus', fields, { clientKey, status });
  return (answer['presence'] as Shown | undefined) ?? answer;
}

/** An agent's client sends a heartbeat. Answers his presence, or the refusal. */
export async function beat(app: TestApp, agent: TestAgent, acted: boolean): Promise<Shown> {
  const fields = `... on KeepMyPresenceSuccess { presence { __typename ${PRESENCE} } }`;
  const answer = await mutate(app, agent, 'keepMyPresence', fields, { acted });
  return (answer['presence'] as Shown | undefined) ?? answer;
}

/** A supervisor plans a shift. Answers it, or the refusal. */
export async function plan(app: TestApp, by: TestAgent, input: object): Promise<Shown> {
  const fields = `... on PlanShiftSuccess { shift { __typename id agentId brandId startsAt endsAt } }
    ... on ShiftOverlaps { shiftId startsAt endsAt } ... on InvalidInput { field } ... on NotFound { field }`;
  const answer = await mutate(app, by, 'planShift', fields, input);
  return (answer['shift'] as Shown | undefined) ?? answer;
}

/** How an agent sees his own presence. */
export function presenceOf(app: TestApp, agent: TestAgent): Promise<Shown> {
  return ask(app, `{ myPresence { __typename agentId ${PRESENCE} } }`, agent);
}

/** An agent changes a setting of his, as any mutation will do. Answers the outcome. */
export function changeVolume(app: TestApp, agent: TestAgent, volume: number, clientKey = key()): Promise<Shown> {
  return mutate(app, agent, 'changeMySettings', '', { volume, clientKey });
}
