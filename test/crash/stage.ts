import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DEMO_LOG_INS, DEMO_PASSWORD } from '../../apps/all-in-one/demo-organisation.js';
import { type Attempt, mutate } from './client.js';

const BRAND = 'BCW';

/** Settings of the servers under test: what would end or limit a client for another reason than a crash is widened. */
export const SERVER_ENV: Readonly<Record<string, string>> = {
  PARLEY_DEMO: 'true',
  PARLEY_LOG_LEVEL: 'warn',
  PARLEY_PRESENCE_LEASE_SECONDS: '3600',
  PARLEY_VISIT_LEASE_SECONDS: '3600',
  PARLEY_VISITOR_SESSIONS_PER_ADDRESS_AND_HOUR: '1000000',
  PARLEY_VISITOR_PAGES_PER_MINUTE: '10000',
  PARLEY_LOG_IN_ATTEMPTS_PER_ADDRESS: '1000',
  PARLEY_LOG_IN_ATTEMPTS_PER_EMAIL_AND_ADDRESS: '1000',
};

/** Somebody who takes part in a chat. */
export interface Person {
  readonly kind: 'AGENT' | 'VISITOR';
  readonly id: string;
  readonly token: string;
}

/** A chat that an agent has accepted. */
export interface StagedChat {
  readonly id: string;
  readonly visitor: Person;
  readonly agent: Person;
}

/** The people and chats that a scenario works with. */
export interface Stage {
  readonly agents: readonly Person[];
  readonly chats: readonly StagedChat[];
}

/** Does a mutation that must succeed. @throws Error when it does not */
export async function must(url: string, name: string, input: object, token?: string): Promise<Record<string, unknown>> {
  const attempt: Attempt = await mutate(url, name, { clientKey: randomUUID(), ...input }, token);
  if (attempt.outcome !== 'done') throw new Error(`${name}: ${attempt.code} ${JSON.stringify(attempt.answer ?? '')}`);
  return { ...attempt.answer };
}

/** Somebody new on the website of the brand. */
export async function newVisitor(url: string): Promise<Person> {
  const { visitorId, token } = await must(url, 'openVisitorSession', { brandCode: BRAND });
  return { kind: 'VISITOR', id: String(visitorId), token: String(token) };
}

/** Logs the demo's agents in and lets each of them serve some chats. @param chats at most 8: what the two may serve at once */
export async function setTheStage(url: string, chats: number): Promise<Stage> {
  const agents = await Promise.all(DEMO_LOG_INS.agents.map((email) => loggedIn(url, email)));
  for (const agent of agents) await must(url, 'setMyStatus', { status: 'ONLINE' }, agent.token);
  const staged: StagedChat[] = [];
  for (let i = 0; i < chats; i += 1) {
    const agent = agents[i % agents.length];
    if (!agent) throw new Error('There are no agents.');
    const visitor = await newVisitor(url);
    const started = await must(url, 'startChat', { text: 'Hello' }, visitor.token);
    const { id } = started['chat'] as { id: string };
    await must(url, 'acceptChat', { chatId: id }, agent.token);
    staged.push({ id, visitor, agent });
  }
  return { agents, chats: staged };
}

async function loggedIn(url: string, email: string): Promise<Person> {
  // At its first start a server is ready a moment before its demo organisation is.
  while ((await mutate(url, 'logIn', credentials(email))).code === 'WrongCredentials') await delay(250);
  const answer = await must(url, 'logIn', credentials(email));
  const { agent, tokens } = answer as { agent: { id: string }; tokens: { accessToken: string } };
  return { kind: 'AGENT', id: agent.id, token: tokens.accessToken };
}

function credentials(email: string): object {
  return { clientKey: randomUUID(), email, password: DEMO_PASSWORD };
}
