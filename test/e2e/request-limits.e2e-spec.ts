import { GraphQLSchemaHost } from '@nestjs/graphql';
import { RequestLimits, requestLimitSettings } from '@libs/rate-limits';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { key, makeOrganisation, type Organisation } from '@test/support/organisation.js';
import { WebSocket } from 'ws';
import { createClient } from 'graphql-ws';

const WINDOW = 10;
let app: TestApp;
let people: Organisation;

beforeAll(async () => {
  app = await startTestApp({
    worker: false,
    overrides: {
      server: { trustedProxies: 1 },
      requestLimits: { requestsPerAddress: 100, anonymousRequestsPerAddress: 20 },
      actorLimits: { agentRequests: 12, agentWrites: 4, visitorRequests: 8, visitorRequestsPerAddress: 12 },
    },
  });
  people = await makeOrganisation(app);
}, 60_000);

afterAll(() => app.close());

interface Reply {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

let lastAddress = 0;
/** An address that nobody has asked from. */
const newAddress = (): string => `198.51.100.${(lastAddress += 1)}`;

async function ask(query: string, from: { token?: string; address: string }, variables: object = {}): Promise<Reply> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': from.address,
      ...(from.token && { authorization: `Bearer ${from.token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Pick<Reply, 'errors'>;
  return { status: response.status, retryAfter: response.headers.get('retry-after'), ...body };
}

/** Asks until it is refused; returns how often it was let through, and the refusal. */
async function askOn(query: string, from: { token?: string; address: string }, most = 150) {
  for (let times = 0; times < most; times += 1) {
    const reply = await ask(query, from);
    if (reply.status === 429) return { times, reply };
  }
  throw new Error(`${most} requests were let through.`);
}

function socket(from: { token?: string; address: string }) {
  const { address, token } = from;
  return createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers: { 'x-forwarded-for': address } });
      }
    },
    retryAttempts: 0,
    ...(token && { connectionParams: { authorization: `Bearer ${token}` } }),
  });
}

const REFUSED = {
  code: 'RATE_LIMITED',
  retryAfterSeconds: expect.any(Number) as number,
};

it('[S14] refuses a person who asks too much, with 429, Retry-After and the same seconds in the answer', async () => {
  const { times, reply } = await askOn('{ me { kind } }', { token: people.ben.token, address: newAddress() });
  expect(times).toBe(12);
  expect(reply.errors?.[0]?.extensions).toEqual(REFUSED);
  const seconds = Number(reply.retryAfter);
  expect(reply.errors?.[0]?.extensions['retryAfterSeconds']).toBe(seconds);
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(WINDOW);
  // Wherever he asks from, and only he.
  expect((await ask('{ me { kind } }', { token: people.ben.token, address: newAddress() })).status).toBe(429);
  expect((await ask('{ me { kind } }', { token: people.sue.token, address: newAddress() })).status).toBe(200);
});

it('[S2] counts over WebSocket what was asked over HTTP, and answers alike', async () => {
  const from = { token: people.eve.token, address: newAddress() };
  for (let i = 0; i < 6; i += 1) expect((await ask('{ me { kind } }', from)).status).toBe(200);
  const client = socket(from);
  const outcomes: unknown[] = [];
  for (let i = 0; i < 8; i += 1)
    await new Promise<void>((resolve) => {
      client.subscribe(
        { query: '{ me { kind } }' },
        {
          next: ({ errors }) => outcomes.push(errors ?? 'answered'),
          error: (errors) => {
            outcomes.push((errors as { extensions: object }[])[0]?.extensions);
            resolve();
          },
          complete: resolve,
        },
      );
    });
  await client.dispose();
  expect(outcomes).toEqual([...Array<string>(6).fill('answered'), REFUSED, REFUSED]);
});

it('[S1] counts each root field, behind aliases and fragments too', async () => {
  const from = { token: people.ada.token, address: newAddress() };
  const eleven = Array.from({ length: 11 }, (_, i) => `a${i}: me { kind }`).join(' ');
  expect((await ask(`query { ...f } fragment f on Query { ${eleven} }`, from)).status).toBe(200);
  expect((await ask(`{ a: me { kind } b: me { kind } }`, from)).status).toBe(429);
});

it('[S14] allows fewer writes than reads', async () => {
  const from = { token: people.ann.token, address: newAddress() };
  const write = () =>
    ask(`mutation { setMyStatus(input: { clientKey: "${key()}", status: AWAY }) { __typename } }`, from);
  const statuses: number[] = [];
  for (let i = 0; i < 5; i += 1) statuses.push((await write()).status);
  expect(statuses).toEqual([200, 200, 200, 200, 429]);
});

it('[S14] limits what nobody in particular asks from one address', async () => {
  const address = newAddress();
  expect((await askOn('{ me { kind } }', { address })).times).toBe(20);
  expect((await ask('{ me { kind } }', { address: newAddress() })).status).toBe(200);
});

it('[S14] takes an IPv6 network of a household for one caller', async () => {
  for (let i = 0; i < 20; i += 1)
    expect((await ask('{ me { kind } }', { address: `2001:db8:7:1::${i.toString(16)}` })).status).toBe(200);
  expect((await ask('{ me { kind } }', { address: '2001:db8:7:1:ffff::1' })).status).toBe(429);
  expect((await ask('{ me { kind } }', { address: '2001:db8:7:2::1' })).status).toBe(200);
});

it('[S14] limits a visitor, and all visitors of one address together', async () => {
  const [one, other] = [await people.visitor(), await people.visitor()];
  const address = newAddress();
  expect((await askOn('{ me { kind } }', { token: one.token, address })).times).toBe(8);
  expect((await askOn('{ me { kind } }', { token: other.token, address })).times).toBe(4);
  expect((await ask('{ me { kind } }', { token: other.token, address: newAddress() })).status).toBe(200);
});

it('[S1] counts documents that cannot be understood threefold, and reads no more of them then', async () => {
  const { times, reply } = await askOn('{ nothing', { address: newAddress() });
  // The seventh is the first too many; it is still read, because only then is it known.
  expect(times).toBe(7);
  expect(reply.errors?.[0]?.extensions).toEqual(REFUSED);
});

it('[S5] counts bad tokens as nobody’s requests, and still lets good ones of the same address in', async () => {
  const address = newAddress();
  const { times } = await askOn('{ me { kind } }', { token: 'nonsense', address });
  expect(times).toBe(7);
  const visitor = await people.visitor();
  expect((await ask('{ me { kind } }', { token: visitor.token, address })).status).toBe(200);
});

it('[S2] closes a connection from an address that has used up everything so that clients come back later', async () => {
  const address = newAddress();
  const visitors = await Promise.all(Array.from({ length: 10 }, () => people.visitor()));
  let refused = 0;
  for (let i = 0; i < 120 && refused === 0; i += 1) {
    const { status, errors } = await ask('{ me { kind } }', { token: visitors[i % 10]?.token ?? '', address });
    // Until even who shows no token and has asked nothing yet is refused: the address as a whole.
    if (status === 429 && i >= 100) refused += errors?.length ?? 0;
  }
  const client = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { 'x-forwarded-for': address },
  });
  const code = await new Promise<number>((resolve) => {
    client.on('open', () => client.send('{"type":"connection_init"}'));
    client.on('close', resolve);
  });
  expect(code).toBe(1013);
});

it('counts what was refused, by limit', async () => {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const counted = [...text.matchAll(/^parley_refused_requests_total\{limit="(.+)"\} [1-9]/gm)].map(
    ([, limit]) => limit,
  );
  expect(counted).toEqual(expect.arrayContaining(['AGENT requests', 'AGENT writes', 'VISITOR address', 'address']));
});

it('has limits only for operations that there are', () => {
  const { schema } = app.app.get(GraphQLSchemaHost, { strict: false });
  const fields = new Set(
    [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    ),
  );
  const { operations, actors } = app.app.get(RequestLimits, { strict: false });
  expect([...operations.keys()].filter((name) => !fields.has(name))).toEqual([]);
  expect([...actors.keys()].sort()).toEqual(['AGENT', 'ANONYMOUS', 'SERVICE', 'VISITOR']);
  expect(app.app.get<{ scale: number }>(requestLimitSettings.token).scale).toBe(1);
});
