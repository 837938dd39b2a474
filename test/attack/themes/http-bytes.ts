import type { Judge } from '../attack.js';
import type { Piece } from '../http-client.js';
import { excerpt, harmless } from '../judge.js';

/** An ordinary request. */
export const ME = '{"query":"{ me { kind } }"}';

/** No `data` at all: the request was not even looked at. */
export const notRun: Judge = ({ body, status }) =>
  /"data":\{/.test(body) ? [`was run (${status ?? ''}): ${excerpt(body)}`] : [];

const request = (head: string, body: Piece = ''): Piece[] => [`${head}\r\n\r\n`, body];
const post = (headers: string, body: Piece = ME, path = '/graphql'): Piece[] =>
  request(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}`, body);
const LENGTH = `Content-Length: ${ME.length}`;
/** Each request gets one answer at most: what follows in the same bytes is not taken for a second one. */
const oneAnswer: Judge = ({ text }) =>
  (text.match(/HTTP\/1\.1 (?!100)/g) ?? []).length > 1 ? ['was read as two requests'] : [];

/** HTTP that no client sends. */
export const BYTES: readonly (readonly [string, readonly Piece[], Judge, boolean?])[] = [
  ['no HTTP at all', ['hello\r\n\r\n'], harmless],
  ['TLS on the plain port', [Buffer.from([0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3])], harmless],
  ['HTTP/0.9', ['GET /\r\n\r\n'], harmless],
  ['HTTP/2 at once', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], harmless],
  ['HTTP/3.7', request('GET /graphql HTTP/3.7\r\nHost: x'), harmless],
  ['no Host', request('GET /health/live HTTP/1.1'), harmless],
  ['two Hosts', request('GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b'), harmless],
  ['a method of 10 KB', request(`${'A'.repeat(10_000)} / HTTP/1.1\r\nHost: x`), harmless],
  ['a path of 30 KB', request(`GET /${'a'.repeat(30_000)} HTTP/1.1\r\nHost: x`), harmless],
  ['CONNECT', request('CONNECT evil.example:443 HTTP/1.1\r\nHost: x'), harmless],
  ['an absolute address', request('GET http://evil.example/graphql HTTP/1.1\r\nHost: x'), harmless],
  ['a NUL in the path', request('GET /graph\u0000ql HTTP/1.1\r\nHost: x'), harmless],
  ['a NUL in a header', request('GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b'), harmless],
  ['a header that goes on in the next line', request('GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b'), harmless],
  ['a header without a name', request('GET /health/live HTTP/1.1\r\nHost: x\r\n: a'), harmless],
  ['a header with a space in its name', post(`Content-Length : ${ME.length}`), harmless],
  ['line ends without CR', ['GET /health/live HTTP/1.1\nHost: x\n\n'], harmless],
  ['5,000 headers', request(`GET /health/live HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(5_000)}c: d`), harmless],
  ['a length that is no number', post('Content-Length: ten'), harmless],
  ['a negative length', post('Content-Length: -1'), harmless],
  ['a length of 10^30', post('Content-Length: 1000000000000000000000000000000'), harmless],
  ['a length of 4 GB, told ahead', post('Content-Length: 4294967296'), notRun],
  ['two lengths', post(`${LENGTH}\r\nContent-Length: 3`), notRun],
  [
    'a length and chunks',
    post(`${LENGTH}\r\nTransfer-Encoding: chunked`, `0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n`),
    oneAnswer,
  ],
  ['chunks, said twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', '0\r\n\r\n'), harmless],
  ['an encoding that is nearly chunked', post('Transfer-Encoding: xchunked', ME), notRun],
  ['a chunk of a negative size', post('Transfer-Encoding: chunked', `-1\r\n${ME}\r\n0\r\n\r\n`), notRun],
  ['a chunk of 2^64 bytes', post('Transfer-Encoding: chunked', `10000000000000000\r\n${ME}\r\n0\r\n\r\n`), notRun],
  [
    'a chunk with 100 KB of extension',
    post('Transfer-Encoding: chunked', `1;${'a'.repeat(100_000)}\r\n{\r\n0\r\n\r\n`),
    notRun,
  ],
  [
    'a body in chunks of one byte',
    post(
      'Transfer-Encoding: chunked',
      `${ME.split('')
        .map((c) => `1\r\n${c}\r\n`)
        .join('')}0\r\n\r\n`,
    ),
    harmless,
  ],
  [
    'trailers',
    post(
      'Transfer-Encoding: chunked\r\nTrailer: Authorization',
      `${ME.length.toString(16)}\r\n${ME}\r\n0\r\nAuthorization: Bearer x\r\n\r\n`,
    ),
    harmless,
  ],
  [
    'a body longer than it says',
    post(LENGTH, `${ME}GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    harmless,
  ],
  ['Expect: 100-continue and no body', post(`Expect: 100-continue\r\nContent-Length: 100`, ''), notRun],
  ['Expect of something else', post(`Expect: evil\r\n${LENGTH}`), harmless],
  ['50 requests at once on one connection', Array.from({ length: 50 }, () => post(LENGTH)).flat(), harmless],
  ['a request that ends in its head', ['POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Le'], harmless, true],
  ['a body that ends early', post('Content-Length: 1000', ME), notRun, true],
  ['a body one byte at a time', [...post(LENGTH, ''), ...ME.split('').flatMap((c): Piece[] => [c, 2])], harmless],
  [
    'an upgrade to HTTP/2',
    post(
      `${LENGTH}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA`,
    ),
    harmless,
  ],
  [
    'an upgrade to nothing',
    request('GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: evil'),
    harmless,
  ],
  [
    'a WebSocket without a key',
    request(
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13',
    ),
    harmless,
  ],
  [
    'a WebSocket of version 99',
    request(
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ),
    harmless,
  ],
  [
    'a WebSocket by POST',
    post(
      `${LENGTH}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==`,
    ),
    harmless,
  ],
  [
    'a WebSocket on another path',
    request(
      'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ),
    harmless,
  ],
];
