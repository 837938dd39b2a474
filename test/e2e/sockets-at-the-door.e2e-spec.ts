import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { until } from '@test/support/foundation.js';
import { makeOrganisation, type Organisation } from '@test/support/organisation.js';

const [PER_ADDRESS, SILENT_PER_ADDRESS, PER_CALLER, ALL] = [4, 2, 3, 7];

let app: TestApp;
let organisation: Organisation;
let addresses = 0;
const open: WebSocket[] = [];
const newAddress = (): string => `192.0.2.${(addresses += 1)}`;

beforeAll(async () => {
  const sockets = {
    maxOpen: ALL,
    maxPerAddress: PER_ADDRESS,
    maxSilentPerAddress: SILENT_PER_ADDRESS,
    maxPerCaller: PER_CALLER,
  };
  app = await startTestApp({ worker: false, overrides: { sockets, server: { trustedProxies: 1 } } });
  organisation = await makeOrganisation(app);
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await until(async () => (await metric('parley_open_sockets')) + (await metric('parley_silent_sockets')) === 0);
});
afterAll(() => app.close());

async function metric(name: string, labels = ''): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name}${labels} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** Asks for a socket: open, or what was answered instead. */
async function knock(address: string): Promise<WebSocket | IncomingMessage> {
  const headers = { 'x-forwarded-for': address };
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.once('unexpected-response', (_, response) => resolve(response));
    socket.once('open', () => {
      open.push(socket);
      resolve(socket);
    });
  });
}

/** An open socket that introduces itself: `connection_ack`, or the code with which it was closed. */
async function introduce(address: string, token?: string): Promise<string | number> {
  const socket = await knock(address);
  if (!(socket instanceof WebSocket)) throw new Error(`refused: ${String(socket.statusCode)}`);
  const payload = token ? { authorization: `Bearer ${token}` } : {};
  const answer = Promise.race([
    once(socket, 'message').then(([data]) => (JSON.parse(String(data)) as { type: string }).type),
    once(socket, 'close').then(([code]) => code as number),
  ]);
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  return answer;
}

const refusalOf = (answer: WebSocket | IncomingMessage) =>
  answer instanceof WebSocket ? 'let in' : [answer.statusCode, answer.headers['retry-after']];

it('[S2] refuses an address that has too many sockets with 429 and Retry-After, and lets others in', async () => {
  const [crowded, other] = [newAddress(), newAddress()];
  const refused = await metric('parley_sockets_refused_total', '{reason="address"}');
  for (let i = 0; i < PER_ADDRESS; i += 1) expect(await introduce(crowded)).toBe('connection_ack');
  expect(refusalOf(await knock(crowded))).toEqual([429, '10']);
  expect(await metric('parley_sockets_refused_total', '{reason="address"}')).toBe(refused + 1);
  expect(await introduce(other)).toBe('connection_ack');
  // One leaves, another may come.
  open[0]?.close();
  await until(async () => (await metric('parley_open_sockets')) === PER_ADDRESS);
  expect(await introduce(crowded)).toBe('connection_ack');
});

it('[S2] refuses an address that has too many sockets which say nothing', async () => {
  const address = newAddress();
  for (let i = 0; i < SILENT_PER_ADDRESS; i += 1) expect(await knock(address)).toBeInstanceOf(WebSocket);
  expect(refusalOf(await knock(address))).toEqual([429, '10']);
});

it('[S2] refuses everybody with 503 and Retry-After while the process has as many sockets as it may', async () => {
  for (let i = 0; i < ALL; i += 1) expect(await introduce(newAddress())).toBe('connection_ack');
  expect(refusalOf(await knock(newAddress()))).toEqual([503, '10']);
  expect((await app.graphql('{ __typename }')).status).toBe(200);
  open[0]?.close();
  await until(async () => (await metric('parley_open_sockets')) === ALL - 1);
  expect(await introduce(newAddress())).toBe('connection_ack');
});

it('[S2] closes a socket with 1013 whose caller has too many, from wherever he comes', async () => {
  const { ann, sue } = organisation;
  for (let i = 0; i < PER_CALLER; i += 1) expect(await introduce(newAddress(), ann.token)).toBe('connection_ack');
  expect(await introduce(newAddress(), ann.token)).toBe(1013);
  expect(await introduce(newAddress(), sue.token)).toBe('connection_ack');
});

it('answers a request that offers HTTP/2 as one that does not (RFC 9110, section 7.8)', async () => {
  const headers = {
    connection: 'Upgrade, HTTP2-Settings',
    upgrade: 'h2c',
    'http2-settings': 'AAMAAABkAAQAAP__',
    'content-type': 'application/json',
  };
  for (const query of ['{ __typename }', 'query Named { __typename }']) {
    const asked = request(`${app.url}/graphql`, { method: 'POST', headers, agent: false });
    asked.end(JSON.stringify({ query }));
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const text = await new Response(response as never).text();
    expect([response.statusCode, JSON.parse(text)]).toEqual([
      200,
      expect.objectContaining({ data: { __typename: 'Query' } }),
    ]);
  }
});

it('[S2] refuses the hash of a document over WebSocket with the code that it has over HTTP', async () => {
  const payload = {
    query: '{ __typename }',
    extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } },
  };
  const overHttp = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  await introduce(newAddress());
  const [socket] = open;
  if (!socket) throw new Error('no socket');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
  const [data] = await once(socket, 'message');
  const { errors } = (await overHttp.json()) as { errors: object[] };
  expect(JSON.parse(String(data))).toEqual({ id: '1', type: 'error', payload: errors });
  expect(errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }]);
});
