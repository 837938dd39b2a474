import type { TestAgent, TestVisitor } from '@test/support/organisation.js';
import { type AgentsDay, HOUR, SECOND } from './agents-day.js';
import { ask, choose, mutate, type Shown } from './presence.stream.js';

const EVERY_DAY = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const ALWAYS = { zone: 'Etc/UTC', windows: [{ weekdays: EVERY_DAY, opens: '00:00', closes: '24:00' }] };

/** What the button of a website says. */
export interface Availability {
  state: string;
  buttonText: string;
  decidedAt: string;
  expiresAt: string;
  reason: string | null;
}

/** Begins a story with nobody there, at a brand that never closes. */
export async function nobodyThere(day: AgentsDay): Promise<void> {
  const { app, org } = day;
  await later(day, HOUR);
  for (const agent of [org.ann, org.ben, org.sue]) await choose(app, agent, 'OFFLINE');
  await settings(day, { workingHours: ALWAYS, routingMode: 'BROADCAST', availabilitySeconds: 30 });
}

/** Lets time pass; access tokens end within minutes. */
export function later(day: AgentsDay, ms: number): Promise<void> {
  return day.later(ms, ...day.everybody);
}

/** The button as somebody sees it. */
export function available(
  { app }: AgentsDay,
  viewer?: { readonly token: string },
  brandCode = 'BCW',
): Promise<Availability> {
  return ask<Availability>(
    app,
    `{ chatAvailability(brandCode: "${brandCode}") { state buttonText decidedAt expiresAt reason } }`,
    viewer,
  );
}

/** The administrator changes BCW's settings. @throws Error when that is refused */
export async function settings({ app, org }: AgentsDay, change: object): Promise<void> {
  const answer = await mutate(app, org.ada, 'changeBrandChatSettings', '', { brandCode: 'BCW', ...change });
  if (answer.__typename !== 'ChangeBrandChatSettingsSuccess') throw new Error(JSON.stringify(answer));
  await app.advance(SECOND);
}

/** A visitor asks for a chat. Answers it, or the refusal. */
export function startChat({ app }: AgentsDay, visitor: TestVisitor): Promise<Shown> {
  const who = { id: visitor.id, email: '', token: visitor.token };
  const fields = '... on StartChatSuccess { chat { id } } ... on ChatNotAvailable { nextSteps }';
  return mutate(app, who, 'startChat', fields, { text: 'Hello' });
}

/** The id of a chat that {@link startChat} has started. */
export const chatId = (started: Shown): string => (started['chat'] as { id: string }).id;

/** An agent accepts a chat. Answers the outcome. */
export function accept({ app }: AgentsDay, agent: TestAgent, id: string): Promise<Shown> {
  return mutate(app, agent, 'acceptChat', '... on MayNotAcceptChat { cause }', { chatId: id });
}

/** An agent closes a chat. @throws Error when that is refused */
export async function close({ app }: AgentsDay, agent: TestAgent, id: string): Promise<void> {
  const closed = await mutate(app, agent, 'closeChat', '', { chatId: id });
  if (closed.__typename !== 'CloseChatSuccess') throw new Error(JSON.stringify(closed));
}
