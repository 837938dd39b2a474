import { Database } from '@libs/database';
import { until } from '@test/support/foundation.js';
import type { TestAgent } from '@test/support/organisation.js';
import { AgentsDay, HOUR, MINUTE } from './agents-day.js';
import { ask, nextEvent, plan, type PresenceStream, type Shown } from './presence.stream.js';

/** How long the roster may be broken before an alert is raised, in ms. */
export const GRACE = MINUTE;

const WAITING = `select handler from delivery where handler = 'check-roster-when-presence-changed'
  union all select key from timer where key = $1 and due_at <= $2`;

/** An agent in the list of those on duty. */
export interface Row {
  agentId: string;
  displayName: string;
  status: string;
  since: string | null;
  isOnShift: boolean;
  shift: { id: string } | null;
  alert: { id: string; kind: string; since: string } | null;
}

/** A page of that list. */
export interface Roster {
  nodes: Row[];
  cursor: string;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Starts the server for stories about the roster. */
export function beginRosterDay(): Promise<AgentsDay> {
  return AgentsDay.begin({ rosterGraceSeconds: GRACE / 1000 });
}

/** Each story begins two days after the one before: everybody has gone home, and all shifts are over. */
export async function twoDaysLater(day: AgentsDay): Promise<void> {
  const { ann, ben, eve, sue } = day.org;
  await day.later(48 * HOUR, ann, ben, eve, sue);
  for (const agent of [ann, ben, eve, sue]) await untilChecked(day, agent);
  day.newStory();
}

/** Waits until the worker has compared an agent with the roster since his last change of status. */
export function untilChecked({ app }: AgentsDay, agent: TestAgent): Promise<void> {
  const database = app.app.get(Database);
  return until(async () => {
    await app.advance(0);
    return (await database.rows(WAITING, [`roster:${agent.id}`, app.clock.now()])).length === 0;
  });
}

/** The supervisor plans a shift, in ms from the start of the story. Answers it, or the refusal. */
export function shift(day: AgentsDay, agent: TestAgent, from: number, to: number, brandCode = 'BCW'): Promise<Shown> {
  const times = { startsAt: day.after(from), endsAt: day.after(to) };
  return plan(day.app, day.org.sue, { agentId: agent.id, brandCode, ...times });
}

/** The agents on duty as somebody sees them. @param page further arguments, from the comma on */
export function roster({ app }: AgentsDay, viewer: TestAgent, page = '', brandCode = 'BCW'): Promise<Roster> {
  return ask<Roster>(
    app,
    `{ agentsOnDuty(brandCode: "${brandCode}"${page}) { cursor pageInfo { hasNextPage endCursor }
      nodes { agentId displayName status since isOnShift shift { id } alert { id kind since } } } }`,
    viewer,
  );
}

/** An agent's line as Ben sees it. @throws Error when there is none */
export async function rowOf(day: AgentsDay, agent: TestAgent): Promise<Row> {
  const row = (await roster(day, day.org.ben)).nodes.find(({ agentId }) => agentId === agent.id);
  if (!row) throw new Error(`${agent.email} is not listed.`);
  return row;
}

/** The alerts of a brand as the supervisor sees them. */
export async function alerts(
  { app, org }: AgentsDay,
  brandCode = 'BCW',
): Promise<{ id: string; agentId: string; kind: string }[]> {
  const query = `{ rosterAlerts(brandCode: "${brandCode}") { nodes { id agentId kind since raisedAt } } }`;
  return (await ask<{ nodes: { id: string; agentId: string; kind: string }[] }>(app, query, org.sue)).nodes;
}

/** The next event about an alert; changes of status between are passed over. */
export async function nextAlert(stream: PresenceStream): Promise<Shown> {
  for (;;) {
    const event = await nextEvent(stream);
    if (event.__typename !== 'AgentPresenceChanged') return event;
  }
}
