import { Writable } from 'node:stream';
import pg from 'pg';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { key, makeOrganisation, type Organisation } from '@test/support/organisation.js';

const START = `mutation ($input: StartChatInput!) {
  startChat(input: $input) { __typename ... on StartChatSuccess { chat { id } } } }`;
const LOG_IN = `mutation ($input: LogInInput!) { logIn(input: $input) { __typename } }`;

let app: TestApp;
let org: Organisation;
let database: pg.Client;
const lines: string[] = [];

beforeAll(async () => {
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(...chunk.toString('utf8').trimEnd().split('\n'));
      done();
    },
  });
  app = await startTestApp({ destination, overrides: { observability: { logLevel: 'info' } } });
  org = await makeOrganisation(app);
  await org.goes(org.ann, 'ONLINE');
  database = new pg.Client(app.databaseUrl);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await app.close();
});

describe('an operator', () => {
  it('finds one request by its id in the answer, the log and the facts that it caused', async () => {
    const visitor = await org.visitor();
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${visitor.token}`,
        'x-request-id': 'from-the-proxy-42',
      },
      body: JSON.stringify({ query: START, variables: { input: { clientKey: key(), text: 'Hello' } } }),
    });
    expect(response.headers.get('x-request-id')).toBe('from-the-proxy-42');
    expect(lines.some((line) => line.includes('"requestId":"from-the-proxy-42"'))).toBe(true);
    const { rows } = await database.query(
      `select distinct type from fact where request_id = 'from-the-proxy-42' order by type`,
    );
    expect(rows.map((row: { type: string }) => row.type)).toEqual(['ChatMessageSent', 'ChatRequested']);
  });

  it('finds an operation over WebSocket by an id of its own', async () => {
    const visitor = await org.visitor();
    const answers = app
      .socket(visitor.token)
      .iterate({ query: START, variables: { input: { clientKey: key(), text: 'Hello' } } });
    const { value } = await answers.next();
    const chatId = (value as { data: { startChat: { chat: { id: string } } } }).data.startChat.chat.id;
    const { rows } = await database.query('select request_id from fact where aggregate_id = $1', [chatId]);
    expect(rows).not.toHaveLength(0);
    expect(rows.every((row: { request_id: string | null }) => /^[0-9a-f-]{36}$/.test(row.request_id ?? ''))).toBe(true);
  });

  it('never finds a password or a token in the log', async () => {
    const visitor = await org.visitor();
    await app.graphql(LOG_IN, { input: { clientKey: key(), email: org.ann.email, password: 'canary-password-4711' } });
    await app.graphql('{ me { kind } }', {}, org.ann.token);
    const log = lines.join('\n');
    expect(log).not.toContain('canary-password-4711');
    for (const secret of [visitor.token, org.ann.token]) expect(log).not.toContain(secret);
  });

  it('reads figures of requests by operation, and of sockets', async () => {
    await app.graphql('{ me { kind } }', {}, org.ann.token);
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/parley_http_request_duration_seconds_count\{[^}]*operation="me"[^}]*\} \d+/);
    expect(metrics).toMatch(/parley_open_sockets \d+/);
  });

  it('sees that the server is not ready while the database is away, alive all the time, and well again by itself', async () => {
    const admin = new pg.Client(app.databaseUrl.replace(/\/[^/]*$/, '/postgres'));
    await admin.connect();
    const name = new URL(app.databaseUrl).pathname.slice(1);
    await admin.query(`alter database ${name} with allow_connections false`);
    database.on('error', () => undefined);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
    const answer = await app.graphql('{ brands(first: 1) { nodes { code } } }', {}, org.ann.token);
    expect(JSON.stringify(answer)).not.toMatch(/select|pg|ECONN|node_modules|at /);

    await admin.query(`alter database ${name} with allow_connections true`);
    await admin.end();
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
    database = new pg.Client(app.databaseUrl);
    await database.connect();
    const again = await app.graphql('{ brands(first: 1) { nodes { code } } }', {}, org.ann.token);
    expect(again.data.brands.nodes).toEqual([{ code: 'BCW' }]);
  });
});
