import { randomUUID } from 'node:crypto';
import type { RoutingMode } from '@src/brands';
import type { StaffRole } from '@src/identity';
import { addMember, addOpenBrand, STAFF_PASSWORD } from '@test/harness/organisation.js';
import type { TestApp } from './app.js';

/** A member of staff who is logged in. */
export interface TestAgent {
  id: string;
  email: string;
  token: string;
}

/** A visitor of a brand's website. */
export interface TestVisitor {
  id: string;
  token: string;
}

/** Two brands and their people: enough for most stories. */
export interface Organisation {
  brands: Record<'BCW' | 'WE', string>;
  /** Agents of BCW: ann and ben; eve only of WE; sue supervises and ada administers both. */
  ann: TestAgent;
  ben: TestAgent;
  eve: TestAgent;
  sue: TestAgent;
  ada: TestAgent;
  /** Opens a visitor session on a brand's website. */
  visitor(brandCode?: string): Promise<TestVisitor>;
  /** Sets an agent's status. */
  goes(agent: TestAgent, status: 'ONLINE' | 'AWAY' | 'INVISIBLE' | 'OFFLINE'): Promise<void>;
}

/** Password of all of them. */
export const PASSWORD = STAFF_PASSWORD;

/** A new client key. */
export const key = (): string => randomUUID();

/** Makes the organisation in a running server and logs its people in. */
export async function makeOrganisation(
  app: TestApp,
  options: { routingMode?: RoutingMode } = {},
): Promise<Organisation> {
  const brand = (code: string, host: string) => addOpenBrand(app.app, code, host, options.routingMode);
  const brands = { BCW: await brand('BCW', 'bestcustomwriting.example'), WE: await brand('WE', 'wiseessays.example') };
  const agent = async (name: string, roles: StaffRole[], brandIds: string[], maxChats = 4): Promise<TestAgent> => {
    const email = `${name}@parley.example`;
    const displayName = name.charAt(0).toUpperCase() + name.slice(1);
    const id = await addMember(app.app, { email, displayName, roles, brandIds, maxChats });
    return { id, email, token: await logIn(app, email) };
  };
  const both = Object.values(brands);
  return {
    brands,
    ann: await agent('ann', ['AGENT'], [brands.BCW]),
    ben: await agent('ben', ['AGENT'], [brands.BCW]),
    eve: await agent('eve', ['AGENT'], [brands.WE]),
    sue: await agent('sue', ['SUPERVISOR'], both),
    ada: await agent('ada', ['ADMIN'], both, 0),
    async visitor(brandCode = 'BCW') {
      const { data } = await app.graphql(
        `mutation ($input: OpenVisitorSessionInput!) { openVisitorSession(input: $input) { __typename ... on OpenVisitorSessionSuccess { visitorId token } } }`,
        { input: { clientKey: key(), brandCode } },
      );
      const { visitorId, token } = data.openVisitorSession;
      return { id: visitorId, token };
    },
    async goes(who, status) {
      const { data } = await app.graphql(
        `mutation ($input: SetMyStatusInput!) { setMyStatus(input: $input) { __typename ... on Refusal { reason } } }`,
        { input: { clientKey: key(), status } },
        who.token,
      );
      if (data?.setMyStatus.__typename !== 'SetMyStatusSuccess') throw new Error(JSON.stringify(data));
    },
  };
}

/** Logs a member of staff in and answers his access token. */
export async function logIn(app: TestApp, email: string, password = PASSWORD): Promise<string> {
  const { data, errors } = await app.graphql(
    `mutation ($input: LogInInput!) { logIn(input: $input) { __typename ... on LogInSuccess { tokens { accessToken } } ... on Refusal { reason } } }`,
    { input: { clientKey: key(), email, password } },
  );
  const token = data?.logIn.tokens?.accessToken;
  if (!token) throw new Error(`Log-in failed: ${JSON.stringify(data ?? errors)}`);
  return token;
}
