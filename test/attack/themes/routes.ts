import type { Attack, Judge } from '../attack.js';
import { excerpt } from '../judge.js';
import { exchange, rawExchange } from '../http-client.js';

const ROUTES = [
  '/graphql',
  '/graphiql',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/auth/oidc/start',
  '/auth/oidc/callback',
];
const SUFFIXES = [
  '/',
  '//',
  '/..',
  '/../../../../etc/passwd',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/%2e%2e/%2e%2e/package.json',
  '/..;/metrics',
  '/%00',
  '/%c0%af..%c0%afetc%c0%afpasswd',
  '/%',
  '/%zz',
  '/%ff%fe',
  '/.env',
  '/main.js.map',
  `/${'a/'.repeat(500)}`,
  '/__proto__',
  '/constructor',
  '?__proto__[x]=1&constructor[prototype][x]=1',
  '?role=__proto__&role=toString',
  `?${'a[]=1&'.repeat(1_500)}`,
  `?a${'[b]'.repeat(200)}=1`,
  '?code=x&state=x&error=<script>alert(1)</script>',
  '?%',
  '#x',
];
const OTHERS = [
  '/',
  '/favicon.ico',
  '/robots.txt',
  '/.git/config',
  '/.env',
  '/admin',
  '/api',
  '/graphql/console',
  '/v1/graphql',
  '/altair',
  '/playground',
  '/voyager',
  '/server-status',
  '/actuator/env',
  '/debug/pprof',
  '//evil.example',
  '//evil.example/%2e%2e',
  '/\\evil.example',
  '/health',
  '/health/',
  '/HEALTH/LIVE',
  '/metrics.json',
  '*',
];

/** Only what the routes are there for: no file of ours, no page that runs what was sent, no way to somewhere else. */
const keepsInside: Judge = ({ status, body, text }) => [
  ...(/root:.*:0:0:|"dependencies"|DATABASE_URL=|\[core\]/.test(body) ? [`gives a file away: ${excerpt(body)}`] : []),
  ...(/<script>alert/.test(body) ? ['repeats a script'] : []),
  ...(status !== undefined && status >= 300 && status < 400 && /evil\.example/.test(text)
    ? ['sends the browser elsewhere']
    : []),
  ...(/"x-powered-by"/i.test(text) ? ['says what it is made with'] : []),
];

/** Every route that is not GraphQL, with paths, queries and methods that nobody needs. */
export function routes(): Attack[] {
  const paths = [...ROUTES.flatMap((route) => SUFFIXES.map((suffix) => `${route}${suffix}`)), ...OTHERS];
  const gets = paths.map((path): Attack => ({
    theme: 'routes',
    name: `GET ${excerpt(path).slice(0, 60)}`,
    caller: 'Anonymous',
    over: 'HTTP',
    expected: keepsInside,
    // As it is: Node's client would refuse some of these itself.
    send: async ({ url }) => rawExchange(url, [`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`]),
  }));
  const methods = ROUTES.flatMap((path) =>
    ['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'].map((method): Attack => ({
      theme: 'routes',
      name: `${method} ${path}`,
      caller: 'Anonymous',
      over: 'HTTP',
      expected: keepsInside,
      send: async ({ url }) =>
        exchange(url, {
          method,
          path,
          headers: { 'content-type': 'application/json' },
          body: method === 'HEAD' ? '' : '{"a":{"__proto__":{"x":1}}}',
        }),
    })),
  );
  return [...gets, ...methods];
}
