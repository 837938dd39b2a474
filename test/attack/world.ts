import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { readPolicy, type Kind, type Policy } from '@test/support/policy.js';
import { committedSchema, operationsOf, type SchemaOperation } from '@test/support/schema-documents.js';
import type { CallerName } from './attack.js';
import { exchange } from './http-client.js';
import { HostileSocket } from './socket-client.js';

/** Password and log-ins of the demo organisation (apps/all-in-one/demo-organisation.ts). */
export const PASSWORD = 'parley-demo';
/** The demo's people who attack; boris is left for attacks that cost a log-in. */
export const EMAILS = {
  agent: 'anna@parley.example',
  victim: 'boris@parley.example',
  supervisor: 'sofia@parley.example',
  admin: 'admin@parley.example',
} as const;

/** A server under attack, the tokens of everybody, and what there is to be reached. */
export interface World {
  readonly url: string;
  readonly policy: Policy;
  readonly operations: readonly SchemaOperation[];
  /** Objects of BCW, one of each kind. */
  readonly objects: Readonly<Record<Kind, string>>;
  /** Secrets that were sent or given out, to look for where they must not be. */
  readonly secrets: Set<string>;
  /** A refresh token of the agent's. */
  readonly refreshToken: string;
  /** The token of a caller; none of Anonymous. */
  tokenOf(caller: CallerName): string | undefined;
  /** An open WebSocket of a caller, the same until it is closed. */
  socketOf(caller: CallerName): Promise<HostileSocket>;
  /** A made-up secret that must turn up nowhere. */
  canary(prefix?: string): string;
  /** One request that must succeed: the member of the result union, or the first field of a query. */
  must(document: string, variables: object, token?: string): Promise<any>;
  /** One mutation that must succeed. */
  mutate(name: string, input: object, fields: string, token?: string): Promise<any>;
  close(): Promise<void>;
}

/** Logs everybody in to a server with the demo organisation and makes one object of each kind. @throws Error when that fails */
export async function makeWorld(url: string): Promise<World> {
  const tokens = new Map<CallerName, string>();
  const sockets = new Map<CallerName, HostileSocket>();
  const secrets = new Set<string>();
  const keep = (secret: string): string => {
    secrets.add(secret);
    return secret;
  };
  const must: World['must'] = async (document, variables, token) => {
    const { body } = await exchange(url, {
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query: document, variables }),
    });
    const { data, errors } = JSON.parse(body) as { data?: Record<string, any>; errors?: unknown };
    if (errors) throw new Error(`${document}: ${JSON.stringify(errors)}`);
    return Object.values(data ?? {})[0];
  };
  const mutate: World['mutate'] = async (name, input, fields, token) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const document = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${fields} } ... on Refusal { reason } } }`;
    const answer = await must(document, { input: { clientKey: randomUUID(), ...input } }, token);
    if (answer.__typename !== `${type}Success`) throw new Error(`${name} answered ${JSON.stringify(answer)}`);
    return answer;
  };
  const logIn = async (email: string) =>
    (await mutate('logIn', { email, password: PASSWORD }, 'tokens { accessToken refreshToken deviceToken }')).tokens;

  const { refreshToken, accessToken: agent } = await logIn(EMAILS.agent);
  const [admin, supervisor] = [(await logIn(EMAILS.admin)).accessToken, (await logIn(EMAILS.supervisor)).accessToken];
  const visitor = await mutate('openVisitorSession', { brandCode: 'BCW' }, 'visitorId token');
  const brands = await must('{ brands(first: 100) { nodes { id code } } }', {}, admin);
  const brand: string = brands.nodes.find(({ code }: { code: string }) => code === 'BCW').id;
  const token = await mutate(
    'openServiceToken',
    { name: 'Attack', brandIds: [brand] },
    'secretToken serviceToken { id }',
    admin,
  );
  tokens.set('Agent', keep(agent)).set('Admin', keep(admin)).set('Supervisor', keep(supervisor));
  tokens.set('Visitor', keep(visitor.token)).set('Service token', keep(token.secretToken));
  keep(refreshToken);

  await mutate('setMyStatus', { status: 'ONLINE' }, '__typename', agent);
  const { chat } = await mutate('startChat', { text: 'Hello' }, 'chat { id }', visitor.token);
  await mutate('acceptChat', { chatId: chat.id }, '__typename', agent);
  const brandKey = await mutate('addBrandKey', { brandId: brand }, 'signingSecret brandKey { id }', admin);
  keep(brandKey.signingSecret);
  // Shifts of one agent must not overlap, however often this runs.
  const day = new Date(Date.now() + randomInt(9_000) * 3_600_000);
  // Of one brand only, which is the attacked one's: the people of the demo belong to all.
  const account = {
    email: `${randomUUID()}@parley.example`,
    displayName: 'Attacked',
    roles: ['AGENT'],
    brandIds: [brand],
  };
  const agentId: string = (await mutate('addAgent', account, 'agent { id }', admin)).agent.id;
  const shift = { agentId, brandCode: 'BCW', startsAt: day, endsAt: new Date(day.getTime() + 60_000) };
  const trigger = { brandCode: 'BCW', name: `Attacked ${randomUUID()}`, text: 'Hi', isEnabled: false };
  const objects: Record<Kind, string> = {
    agent: agentId,
    brand,
    brandCode: 'BCW',
    brandKey: brandKey.brandKey.id,
    chat: chat.id,
    serviceToken: token.serviceToken.id,
    session: (await must('{ mySessions(first: 1) { nodes { id } } }', {}, agent)).nodes[0].id,
    shift: (await mutate('planShift', shift, 'shift { id }', admin)).shift.id,
    trigger: (await mutate('addGreetingTrigger', trigger, 'trigger { id }', admin)).trigger.id,
    visitor: visitor.visitorId,
  };
  return {
    url,
    policy: readPolicy(),
    operations: operationsOf(committedSchema()),
    objects,
    secrets,
    refreshToken,
    tokenOf: (caller) => tokens.get(caller),
    async socketOf(caller) {
      let socket = sockets.get(caller);
      if (!socket?.isOpen) {
        await socket?.close();
        socket = await new HostileSocket(url).introduce(tokens.get(caller));
        sockets.set(caller, socket);
      }
      return socket;
    },
    canary: (prefix = 'canary') => keep(`${prefix}${randomBytes(16).toString('hex')}`),
    must,
    mutate,
    async close() {
      await Promise.all([...sockets.values()].map(async (socket) => socket.close()));
    },
  };
}
