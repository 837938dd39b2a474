import { cpuTimeOf } from '@test/support/cpu-time.js';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { makeOrganisation, type Organisation } from '@test/support/organisation.js';

let app: TestApp;
let organisation: Organisation;

beforeAll(async () => {
  app = await startTestApp({ worker: false });
  organisation = await makeOrganisation(app);
});

afterAll(() => app.close());

/** Words of stacks, of SQL and of paths. */
const LEAKS = /node_modules|\.ts:|\.js:|at \w+ \(|select |postgres|\/home|SyntaxError/i;
const json = 'application/json';

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const request = {
    method: 'POST',
    headers: { 'content-type': json, authorization: `Bearer ${organisation.ann.token}`, ...headers },
    body,
  };
  let status = 0;
  let text = '';
  const took = await cpuTimeOf(async () => {
    const response = await fetch(`${app.url}/graphql`, request);
    status = response.status;
    text = await response.text();
  });
  return { status, text, took };
}
const document = (query: string, more: object = {}): string => JSON.stringify({ query, ...more });
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('[S1] a hostile request', () => {
  const requests: readonly (readonly [string, string | Uint8Array<ArrayBuffer>, Record<string, string>?])[] = [
    ['with a body of 5 MB', document(`{ me { id } } # ${'x'.repeat(5_000_000)}`)],
    ['that is no JSON', '{"query": '],
    ['that is nothing', ''],
    ['that is null', 'null'],
    ['that is a text', '"{__typename}"'],
    ['of invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ['with a query that is no text', '{"query": {"a": 1}}'],
    ['with variables that are no object', document('{__typename}', { variables: 'x' })],
    ['with variables nested 50,000 deep', `{"query":"query($a: Int){__typename}","variables":{"a":${nested(50_000)}}}`],
    ['with lists nested 5,000 deep in its document', document(`{brands(first: ${nested(5000)}){nodes{id}}}`)],
    ['with selections nested 900 deep', document(`${'{a'.repeat(900)}${'}'.repeat(900)}`)],
    ['with a number beyond all bounds', document('{brands(first: 99999999999999999999){nodes{id}}}')],
    ['with an absurd page', document('{brands(first: -1){nodes{id}}}')],
    ['with an absurd cursor', document('{brands(first: 1, after: "\\u0000"){nodes{id}}}')],
    ['with NUL bytes in its document', document('{\u0000}')],
    ['with a charset of its own', document('{__typename}'), { 'content-type': 'application/json; charset=evil' }],
    ['with an encoding of its own', 'x', { 'content-encoding': 'gzip' }],
    ['as a form', 'query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['as plain text, as pages of other sites may send it', document('{__typename}'), { 'content-type': 'text/plain' }],
    ['in a batch', `[${document('{__typename}')}]`],
  ];

  it.each(requests.map(([name, body, headers = {}]) => ({ name, body, headers })))(
    '$name is refused as the fault of its sender, quickly and without a trace of us',
    async ({ body, headers }) => {
      const { status, text, took } = await post(body, headers);
      // 200 is what GraphQL over HTTP wants of a refused document when the client asked for plain application/json.
      expect([200, 400, 413, 415]).toContain(status);
      if (status === 200) expect(JSON.parse(text)).toMatchObject({ errors: expect.anything() });
      expect(text).not.toMatch(LEAKS);
      expect(text).not.toContain(process.cwd());
      expect(text).not.toContain('INTERNAL_SERVER_ERROR');
      expect(took).toBeLessThan(500);
    },
  );

  it.each([
    ['another text', { version: 1, sha256Hash: '0'.repeat(64) }],
    ['no text', { version: 1, sha256Hash: { a: 1 } }],
    ['another version', { version: 99, sha256Hash: '__proto__' }],
  ])('by the hash of %s is refused in a way that its sender understands', async (_, persistedQuery) => {
    const { text } = await post(document('{__typename}', { extensions: { persistedQuery } }));
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }] });
    expect(text).not.toMatch(LEAKS);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'HEAD'])('by %s is told which methods there are, and no more', async (method) => {
    for (const path of ['/graphql', '/GraphQL/', '/graphql/x']) {
      const response = await fetch(`${app.url}${path}`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
      expect(await response.text()).not.toMatch(/apollo|express/i);
    }
  });

  it('that is in order is answered, so that the others were refused for what they are', async () => {
    const { status, text } = await post(document('{brands(first: 1){nodes{code}}}'));
    expect({ status, answer: JSON.parse(text) as unknown }).toEqual({
      status: 200,
      answer: {
        data: { brands: { nodes: [{ code: 'BCW' }] } },
        extensions: { cost: { requested: 2, limit: 5_000 } },
      },
    });
  });

  it('that tries to reach the prototype of our objects reaches nothing', async () => {
    await post(
      '{"query":"{__typename}","__proto__":{"polluted":1},"variables":{"__proto__":{"polluted":1},"constructor":{}}}',
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('does not keep the health check waiting', async () => {
    const worst = document(`{${'brands{nodes{id}} '.repeat(300)}}`);
    const storm = Promise.all(Array.from({ length: 20 }, () => post(worst)));
    const before = performance.now();
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
    const took = performance.now() - before;
    const answers = await storm;
    expect(answers.every(({ text }) => text.includes('GRAPHQL_'))).toBe(true);
    expect(took).toBeLessThan(5000);
  });
});
