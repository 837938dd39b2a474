import { request as httpRequest } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { cpuTimeOf } from '@test/support/cpu-time.js';
import { makeOrganisation, type Organisation } from '@test/support/organisation.js';
import { GOOD, LEAKS } from './hostile-answers.js';

let app: TestApp;
let organisation: Organisation;
beforeAll(async () => {
  app = await startTestApp({ worker: false, overrides: { requestLimits: { scale: 1_000 } } });
  organisation = await makeOrganisation(app);
});
afterAll(() => app.close());

const JSON_TYPE = 'application/json';

interface Told {
  status: number;
  text: string;
  took: number;
}
/** Sends bytes and headers as they are; `write` may go on writing, or never end. */
async function send(
  headers: Record<string, string>,
  write: (request: import('node:http').ClientRequest) => void,
  path = '/graphql',
  method = 'POST',
): Promise<Told> {
  let answer = { status: 0, text: '' };
  const took = await cpuTimeOf(async () => {
    answer = await new Promise((resolve, reject) => {
      const request = httpRequest(`${app.url}${path}`, { method, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
          request.destroy();
        });
      });
      request.on('error', reject);
      write(request);
    });
  });
  return { ...answer, took };
}
const sendBody = (body: string | Buffer, headers: Record<string, string> = {}, path?: string): Promise<Told> =>
  send(
    { 'content-type': JSON_TYPE, 'content-length': String(Buffer.byteLength(body)), ...headers },
    (request) => request.end(body),
    path,
  );

function expectRefused({ status, text, took }: Told, statuses: readonly number[]): void {
  expect({ text, isExpected: statuses.includes(status), status }).toEqual({ text, isExpected: true, status });
  expect(text).not.toMatch(LEAKS);
  expect((JSON.parse(text) as { errors: unknown[] }).errors.length).toBeGreaterThan(0);
  expect(took).toBeLessThan(300);
}

describe('[S1] a body', () => {
  it('of 5 MB is refused by what it says of itself, before it is sent', async () => {
    const told = await send({ 'content-type': JSON_TYPE, 'content-length': '5000000' }, (request) =>
      request.write('{'),
    );
    expectRefused(told, [413]);
    expect(JSON.parse(told.text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('that does not say how long it is, and does not end, is refused as soon as it is too long', async () => {
    let sent = 0;
    const told = await send({ 'content-type': JSON_TYPE, 'transfer-encoding': 'chunked' }, (request) => {
      const chunk = Buffer.alloc(16_384, 0x20);
      const timer = setInterval(() => {
        if (request.destroyed || sent > 20_000_000) return clearInterval(timer);
        request.write(chunk);
        sent += chunk.length;
      }, 1);
    });
    expectRefused(told, [413]);
    expect(sent).toBeLessThan(5_000_000);
  });

  it('in chunks is read when it is short', async () => {
    const told = await send({ 'content-type': JSON_TYPE, 'transfer-encoding': 'chunked' }, (request) => {
      request.write(GOOD.slice(0, 8));
      request.end(GOOD.slice(8));
    });
    expect(told).toMatchObject({ status: 200, text: expect.stringContaining('"__typename":"Query"') });
  });

  const bomb = Buffer.alloc(20_000_000, 0x20);
  it.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['br', brotliCompressSync(bomb)],
    ['gzip, gzip', gzipSync(gzipSync(bomb))],
    ['evil', Buffer.from(GOOD)],
  ])('that is compressed (%s) is refused as it is', async (encoding, body) => {
    expectRefused(await sendBody(body, { 'content-encoding': encoding }), [415]);
  });

  it.each([
    ['of bytes that are no UTF-8', Buffer.from('7b227175657279223a22fffe227d', 'hex'), JSON_TYPE, 400],
    ['of UTF-8 that is cut', Buffer.from('{"query":"{__typename} # \u20ac', 'utf8').subarray(0, -1), JSON_TYPE, 400],
    ['of UTF-8 that is longer than needed', Buffer.from('7b22c0af223a317d', 'hex'), JSON_TYPE, 400],
    ['of surrogates in UTF-8', Buffer.from('7b22eda080223a317d', 'hex'), JSON_TYPE, 400],
    ['in UTF-16', Buffer.from(GOOD, 'utf16le'), `${JSON_TYPE}; charset=utf-16`, 415],
    ['in UTF-7', Buffer.from(GOOD), `${JSON_TYPE}; charset="utf-7"`, 415],
    ['in no charset of this world', Buffer.from(GOOD), `${JSON_TYPE}; charset=evil`, 415],
    ['of a single text', Buffer.from('"{__typename}"'), JSON_TYPE, 400],
    ['of nothing', Buffer.from(''), JSON_TYPE, 400],
    ['that breaks off', Buffer.from('{"query":"{__typename}"'), JSON_TYPE, 400],
    ['with something behind it', Buffer.from(`${GOOD}x`), JSON_TYPE, 400],
    ['with NUL behind it', Buffer.from(`${GOOD}\u0000`), JSON_TYPE, 400],
    ['in a batch', Buffer.from(`[${GOOD}]`), JSON_TYPE, 400],
    ['in a batch of nothing', Buffer.from('[]'), JSON_TYPE, 400],
    ['nested 100,000 deep', Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), JSON_TYPE, 400],
    ['with a query that is no text', Buffer.from('{"query":{"kind":"Document"}}'), JSON_TYPE, 400],
    ['with a query that is a list', Buffer.from('{"query":["{__typename}"]}'), JSON_TYPE, 400],
    ['with variables that are a text', Buffer.from('{"query":"{__typename}","variables":"{}"}'), JSON_TYPE, 400],
    ['with variables that are a list', Buffer.from('{"query":"{__typename}","variables":[]}'), JSON_TYPE, 400],
    ['with a name that is a number', Buffer.from('{"query":"{__typename}","operationName":1}'), JSON_TYPE, 400],
    ['with extensions that are a list', Buffer.from('{"query":"{__typename}","extensions":[]}'), JSON_TYPE, 400],
    [
      'with a hash in place of a query',
      Buffer.from('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}'),
      JSON_TYPE,
      200,
    ],
    ['as a form', Buffer.from('query=%7B__typename%7D'), 'application/x-www-form-urlencoded', 400],
    ['as a form of files', Buffer.from('--x\r\n\r\n{}\r\n--x--'), 'multipart/form-data; boundary=x', 400],
    ['as plain text', Buffer.from(GOOD), 'text/plain', 400],
    ['as GraphQL', Buffer.from('{__typename}'), 'application/graphql', 400],
    ['as nothing known', Buffer.from(GOOD), 'x', 400],
  ])('%s is refused', async (_, body, type, status) => {
    expectRefused(await sendBody(body, { 'content-type': type }), [status]);
  });

  it('of another type stays unread where a header says that the sender means it', async () => {
    const told = await sendBody(GOOD, { 'content-type': 'text/plain', 'apollo-require-preflight': '1' });
    expectRefused(told, [400, 415]);
  });

  it('whose names would reach prototypes reaches none, and of two values of one name the last counts', async () => {
    const told = await sendBody(
      '{"__proto__":{"query":"{brands{nodes{id}}}","polluted":1},"constructor":{"prototype":{"polluted":1}},"query":"{a}","query":"{__typename}","extensions":{"__proto__":{"polluted":1}}}',
    );
    expect(told).toMatchObject({ status: 200, text: expect.stringContaining('"__typename":"Query"') });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('[S1] a request', () => {
  const mutation = encodeURIComponent('mutation{logOut(input:{clientKey:"hostile-0001"}){__typename}}');
  it.each([
    ['GET', '/graphql?query=%7B__typename%7D', {}, 400],
    ['GET', `/graphql?query=${mutation}`, { 'apollo-require-preflight': '1' }, 405],
    ['GET', `/graphql?query=${mutation}`, { 'apollo-require-preflight': '1', 'x-http-method-override': 'POST' }, 405],
    ['GET', '/graphql?query=a&query=b', { 'apollo-require-preflight': '1' }, 400],
    ['GET', '/graphql?query=%7B__typename%7D&variables=%7B', { 'apollo-require-preflight': '1' }, 400],
    ['GET', '/graphql?query=%ff%fe', { 'apollo-require-preflight': '1' }, 200],
    ['GET', '/graphql?query=%7B__typename%7D', { 'content-type': 'x' }, 415],
    ['PUT', '/graphql', { 'content-type': JSON_TYPE, 'content-length': '0' }, 405],
    ['DELETE', '/graphql', { 'content-type': JSON_TYPE }, 405],
    ['PATCH', '/graphql', { 'content-type': JSON_TYPE, 'x-http-method-override': 'POST', 'content-length': '0' }, 405],
  ])('by %s of %s with %j is refused with %d', async (method, path, headers, status) => {
    expectRefused(await send(headers, (request) => request.end(), path, method), [status]);
  });

  it('by GET is answered where a header says that no foreign page sent it', async () => {
    const told = await send(
      { 'apollo-require-preflight': '1' },
      (request) => request.end(),
      '/graphql?query=%7B__typename%7D',
      'GET',
    );
    expect(told).toMatchObject({ status: 200, text: expect.stringContaining('Query') });
  });

  it('with headers or an address without end is refused', async () => {
    expect(await sendBody(GOOD, { 'x-padding': 'x'.repeat(20_000) })).toMatchObject({ status: 431 });
    const long = await send(
      { 'apollo-require-preflight': '1' },
      (request) => request.end(),
      `/graphql?query=${'x'.repeat(20_000)}`,
      'GET',
    );
    expect(long.status).toBe(431);
  });

  const pages = [0, -1, 101, 2_147_483_647, -2_147_483_648, 2_147_483_648, 1e300, 1.5];
  const cursors = [
    '',
    'x',
    '\u0000',
    '\ud800',
    'AAAA',
    'bnVsbA==',
    'W10=',
    'WzFlNDAwXQ==',
    'eyJfX3Byb3RvX18iOjF9',
    '../../etc/passwd',
    "' or 1=1 --",
    'x'.repeat(50_000),
  ];
  it.each(['brands', 'chats', 'agents', 'mySessions', 'brandKeys'])(
    'for an absurd page of %s is refused, and never our fault',
    async (field) => {
      const ask = (first: unknown, after: unknown) =>
        sendBody(
          JSON.stringify({
            query: `query($first: Int!, $after: String){${field}(first: $first, after: $after){nodes{id}}}`,
            variables: { first, after },
          }),
          { authorization: `Bearer ${organisation.ada.token}` },
        );
      for (const first of pages) expectRefused(await ask(first, null), [200]);
      for (const after of cursors) expectRefused(await ask(5, after), [200]);
    },
  );
});
