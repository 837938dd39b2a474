import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Attack, Judge, Reply } from '../attack.js';
import { harmless, refused, works } from '../judge.js';
import { type Exchange, exchange, rawExchange } from '../http-client.js';
import { BYTES, ME, notRun } from './http-bytes.js';
import type { World } from '../world.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const asked = encodeURIComponent('{ me { kind } }');
const written = encodeURIComponent('mutation { logOut(input: {clientKey: "x"}) { __typename } }');
const MUTATION = { query: 'mutation { logOut(input: {clientKey: "x"}) { __typename } }' };
const bomb = Buffer.alloc(50_000_000, ' ');

const multipart = `--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${ME}\r\n--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n{"0":["variables.file"]}\r\n--x--\r\n`;

/** Ordinary HTTP, in extraordinary ways. */
const EXCHANGES: readonly (readonly [string, Exchange, Judge])[] = [
  ['an ordinary request', { headers: JSON_TYPE, body: ME }, works],
  ['no content type', { body: ME }, notRun],
  ['an empty content type', { headers: { 'content-type': '' }, body: ME }, notRun],
  ['text/plain, as forms of other sites may send it', { headers: { 'content-type': 'text/plain' }, body: ME }, notRun],
  ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `query=${asked}` }, notRun],
  ['a form with files', { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: multipart }, notRun],
  [
    'a form with files and a header against CSRF',
    {
      headers: { 'content-type': 'multipart/form-data; boundary=x', 'apollo-require-preflight': 'true' },
      body: multipart,
    },
    notRun,
  ],
  ['application/graphql', { headers: { 'content-type': 'application/graphql' }, body: '{ me { kind } }' }, notRun],
  [
    'application/xml',
    {
      headers: { 'content-type': 'application/xml' },
      body: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    },
    notRun,
  ],
  [
    'text/plain that says it is JSON',
    { headers: { 'content-type': 'text/plain; x=application/json' }, body: ME },
    notRun,
  ],
  ['two content types in one', { headers: { 'content-type': 'text/plain, application/json' }, body: ME }, notRun],
  ['an unknown charset', { headers: { 'content-type': 'application/json; charset=evil' }, body: ME }, notRun],
  [
    'UTF-16',
    { headers: { 'content-type': 'application/json; charset=utf-16le' }, body: Buffer.from(ME, 'utf16le') },
    harmless,
  ],
  ['UTF-7', { headers: { 'content-type': 'application/json; charset=utf-7' }, body: '+AHsAIg-query+ACI-:1}' }, notRun],
  [
    'invalid UTF-8',
    { headers: JSON_TYPE, body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x7d]) },
    notRun,
  ],
  [
    'overlong UTF-8 in a document',
    {
      headers: JSON_TYPE,
      body: Buffer.concat([
        Buffer.from('{"query":"{ me { kind } } #'),
        Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80]),
        Buffer.from('"}'),
      ]),
    },
    harmless,
  ],
  ['random bytes', { headers: JSON_TYPE, body: randomBytes(5_000) }, notRun],
  ['an empty body', { headers: JSON_TYPE, body: '' }, notRun],
  ['gzip that is none', { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: ME }, notRun],
  [
    'gzip cut short',
    { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: gzipSync(ME).subarray(0, 20) },
    notRun,
  ],
  ['an unknown encoding', { headers: { ...JSON_TYPE, 'content-encoding': 'evil' }, body: ME }, notRun],
  [
    'two encodings',
    { headers: { ...JSON_TYPE, 'content-encoding': 'gzip, gzip' }, body: gzipSync(gzipSync(ME)) },
    notRun,
  ],
  ['a gzip bomb of 50 MB', { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: gzipSync(bomb) }, notRun],
  [
    'a deflate bomb of 50 MB',
    { headers: { ...JSON_TYPE, 'content-encoding': 'deflate' }, body: deflateSync(bomb) },
    notRun,
  ],
  [
    'a brotli bomb of 50 MB',
    { headers: { ...JSON_TYPE, 'content-encoding': 'br' }, body: brotliCompressSync(bomb, { params: { 1: 3 } }) },
    notRun,
  ],
  [
    'a gzip bomb in a bomb',
    { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: gzipSync(gzipSync(bomb)) },
    notRun,
  ],
  ['a query by GET without a header against CSRF', { method: 'GET', path: `/graphql?query=${asked}` }, notRun],
  [
    'a mutation by GET',
    { method: 'GET', path: `/graphql?query=${written}`, headers: { 'apollo-require-preflight': '1' } },
    notRun,
  ],
  [
    'a mutation by GET, with a JSON type',
    { method: 'GET', path: `/graphql?query=${written}`, headers: JSON_TYPE },
    notRun,
  ],
  ['a mutation in the query of a POST', { path: `/graphql?query=${written}`, headers: JSON_TYPE, body: '{}' }, notRun],
  ['a mutation by HEAD', { method: 'HEAD', path: `/graphql?query=${written}`, headers: JSON_TYPE }, harmless],
  ['a mutation by GET with a body', { method: 'GET', headers: JSON_TYPE, body: JSON.stringify(MUTATION) }, notRun],
  [
    'a POST that asks to be a GET',
    {
      path: `/graphql?_method=GET`,
      headers: { 'content-type': 'text/plain', 'x-http-method-override': 'GET' },
      body: ME,
    },
    notRun,
  ],
  [
    'variables by GET that are no JSON',
    { method: 'GET', path: `/graphql?query=${asked}&variables=%7B`, headers: JSON_TYPE },
    notRun,
  ],
  [
    'a query twice by GET',
    { method: 'GET', path: `/graphql?query=${asked}&query=${asked}`, headers: JSON_TYPE },
    notRun,
  ],
  [
    'a query by GET as an object',
    { method: 'GET', path: `/graphql?query[a]=${asked}&__proto__[x]=1`, headers: JSON_TYPE },
    notRun,
  ],
  [
    'a query of 15 KB by GET',
    { method: 'GET', path: `/graphql?query=${'a'.repeat(15_000)}`, headers: JSON_TYPE },
    notRun,
  ],
  ...['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'PURGE', 'SEARCH', 'QUERY', 'LINK', 'COPY'].map(
    (method) => [`the method ${method}`, { method, headers: JSON_TYPE, body: ME }, notRun] as const,
  ),
  [
    'OPTIONS of another site',
    { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } },
    harmless,
  ],
  ['a strange Accept', { headers: { ...JSON_TYPE, accept: 'text/html' }, body: ME }, harmless],
  ['a long Accept', { headers: { ...JSON_TYPE, accept: `${'a/b;q=0.1,'.repeat(700)}*/*` }, body: ME }, harmless],
  [
    'multipart/mixed, for @defer',
    { headers: { ...JSON_TYPE, accept: 'multipart/mixed; deferSpec=20220824' }, body: ME },
    harmless,
  ],
  [
    'text/event-stream',
    {
      headers: { ...JSON_TYPE, accept: 'text/event-stream' },
      body: '{"query":"subscription { myVisitEvents { cursor } }"}',
    },
    notRun,
  ],
  [
    'a subscription over HTTP',
    { headers: JSON_TYPE, body: '{"query":"subscription { presenceEvents(brandCode:\\"BCW\\") { cursor } }"}' },
    refused,
  ],
  [
    '100 headers',
    {
      headers: { ...JSON_TYPE, ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-${i}`, 'y'])) },
      body: ME,
    },
    harmless,
  ],
  ['a header of 10 KB', { headers: { ...JSON_TYPE, 'x-long': 'x'.repeat(10_000) }, body: ME }, harmless],
  ['headers of 20 KB', { headers: { ...JSON_TYPE, 'x-long': 'x'.repeat(20_000) }, body: ME }, notRun],
  ['a request id of 8 KB', { headers: { ...JSON_TYPE, 'x-request-id': 'x'.repeat(8_000) }, body: ME }, harmless],
  [
    'a request id that is a query',
    { headers: { ...JSON_TYPE, 'x-request-id': "';drop table fact;--" }, body: ME },
    harmless,
  ],
  ['another Host', { headers: { ...JSON_TYPE, host: 'evil.example' }, body: ME }, harmless],
  ['a Host that is a script', { headers: { ...JSON_TYPE, host: '<script>alert(1)</script>' }, body: ME }, harmless],
  [
    'X-Forwarded-For of everybody',
    { headers: { ...JSON_TYPE, 'x-forwarded-for': `${'1.2.3.4,'.repeat(1_000)}evil` }, body: ME },
    harmless,
  ],
  [
    'X-Forwarded-Host and -Proto',
    { headers: { ...JSON_TYPE, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' }, body: ME },
    harmless,
  ],
  [
    'X-Original-URL',
    { path: '/health/live', method: 'GET', headers: { 'x-original-url': '/metrics', 'x-rewrite-url': '/metrics' } },
    harmless,
  ],
  ['a cookie of 7 KB', { headers: { ...JSON_TYPE, cookie: `parley_oidc=${'%'.repeat(7_000)}` }, body: ME }, harmless],
];

/** Hostile HTTP, most of it from nobody in particular. */
export function http(): Attack[] {
  const attack = (name: string, expected: Judge, send: (world: World) => Promise<Reply>): Attack => ({
    theme: 'HTTP',
    name,
    caller: 'Anonymous',
    over: 'HTTP',
    expected,
    send,
    cpuMs: /bomb|50 requests/.test(name) ? 200 : 50,
  });
  return [
    ...EXCHANGES.map(([name, options, expected]) => attack(name, expected, async ({ url }) => exchange(url, options))),
    ...BYTES.map(([name, pieces, expected, half]) =>
      attack(name, expected, async ({ url }) => ({
        // Bytes that never become a request may wait for the rest; the server gives up on them in its own time.
        ...(await rawExchange(url, pieces, { quietMs: 60, mostMs: 400, ...(half && { half }) })),
        silent: false,
      })),
    ),
  ];
}
