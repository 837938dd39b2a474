import { randomUUID } from 'node:crypto';
import { AddBrand } from '@src/brands';
import { AddAgentWithPassword, type StaffRole } from '@src/identity';
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

const SEED = { kind: 'SYSTEM', id: 'test' };
export const PASSWORD = 'correct horse battery staple';

/** A new client key. */
export const key = (): string => randomUUID();

/** Makes the organisation in a running server and logs its people in. */
export async function makeOrganisation(
  app: TestApp,
  options: { routingMode?: 'BROADCAST' | 'ASSIGNED' } = {},
): Promise<Organisation> {
  const addBrand = app.app.get(AddBrand, { strict: false });
  const brand = async (code: string, host: string) => {
    const { brandId } = await addBrand.executeAs(SEED, {
      code,
      name: `${code} Writing`,
      websiteUrl: `https://www.${host}`,
      hosts: [host, `www.${host}`],
      channels: [{ kind: 'CHAT', address: null, purpose: null }],
      workingHours: {
        zone: 'Etc/UTC',
        windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'], opens: '00:00', closes: '24:00' }],
      },
      routingMode: options.routingMode ?? 'BROADCAST',
    });
    return brandId;
  };
  const brands = { BCW: await brand('BCW', 'bestcustomwriting.example'), WE: await brand('WE', 'wiseessays.example') };
  const addAgent = app.app.get(AddAgentWithPassword, { strict: false });
  const agent = async (name: string, roles: StaffRole[], brandIds: string[], maxChats = 4): Promise<TestAgent> => {
    const email = `${name}@parley.example`;
    const displayName = name.charAt(0).toUpperCase() + name.slice(1);
    const { agentId } = await addAgent.execute(SEED, {
      email,
      displayName,
      password: PASSWORD,
      roles,
      brandIds,
      maxChats,
    });
    return { id: agentId, email, token: await logIn(app, email) };
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
