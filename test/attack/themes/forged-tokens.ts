import { createHmac, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import type { CallerName } from '../attack.js';
import type { World } from '../world.js';

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const unsigned = (header: object, claims: object, signature = ''): string =>
  `${part(header)}.${part(claims)}.${signature}`;
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
const headerOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>;
const hs256 = (header: object, claims: object, key: string | Buffer): string => {
  const text = `${part({ ...header, alg: 'HS256' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};
const ed = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const es = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signed = (header: object, claims: object, key: typeof ed.privateKey, hash: string | null): string => {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign(hash, Buffer.from(text), key).toString('base64url')}`;
};

/** The good token of a caller. */
export const of = (world: World, caller: CallerName): string => world.tokenOf(caller) ?? '';

/** Tokens that are none, made out of good ones. */
export const FORGED: readonly (readonly [string, (world: World) => string])[] = [
  ['nothing after Bearer', () => ''],
  ['a word', () => 'evil'],
  ['dots', () => '..'],
  ['a hundred dots', () => '.'.repeat(100)],
  ['7 KB of letters', () => 'x'.repeat(7_000)],
  ['7 KB of a header', () => `${part({ typ: 'at+jwt', x: 'x'.repeat(5_000) })}.e30.x`],
  ['a header 1,000 lists deep', () => `${part(`${'['.repeat(1_000)}${']'.repeat(1_000)}`)}.e30.x`],
  ['a header that is null', () => `${part('null')}.e30.x`],
  ['a header with __proto__', () => `${part('{"__proto__":{"typ":"at+jwt"}}')}.e30.x`],
  ['the agent’s, cut short', (world) => of(world, 'Agent').slice(0, -5)],
  ['the agent’s, with a letter more', (world) => `${of(world, 'Agent')}A`],
  ['the agent’s, with a part more', (world) => `${of(world, 'Agent')}.x`],
  ['the agent’s, in capitals', (world) => of(world, 'Agent').toUpperCase()],
  ['the agent’s, without its signature', (world) => `${of(world, 'Agent').split('.').slice(0, 2).join('.')}.`],
  ['the agent’s, twice', (world) => `${of(world, 'Agent')},${of(world, 'Agent')}`],
  ['the agent’s, in quotes', (world) => `"${of(world, 'Agent')}"`],
  [
    'the agent’s claims and the admin’s signature',
    (world) => `${of(world, 'Agent').split('.').slice(0, 2).join('.')}.${of(world, 'Admin').split('.')[2]}`,
  ],
  ...['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg) => [
    [
      `alg ${alg || 'empty'} for staff`,
      (world: World) => unsigned({ ...headerOf(of(world, 'Admin')), alg }, claimsOf(of(world, 'Admin'))),
    ] as const,
    [
      `alg ${alg || 'empty'} for a visitor`,
      (world: World) => unsigned({ ...headerOf(of(world, 'Visitor')), alg }, claimsOf(of(world, 'Visitor'))),
    ] as const,
  ]),
  ...(['', 'secret', 'parley', '0'.repeat(64)] as const).map(
    (key) =>
      [
        `HS256 with the key "${key.slice(0, 8)}"`,
        (world: World) => hs256(headerOf(of(world, 'Admin')), claimsOf(of(world, 'Admin')), key),
      ] as const,
  ),
  [
    'HS256 with a public key',
    (world) =>
      hs256(
        headerOf(of(world, 'Admin')),
        claimsOf(of(world, 'Admin')),
        ed.publicKey.export({ type: 'spki', format: 'pem' }),
      ),
  ],
  [
    'EdDSA with a key of our own',
    (world) =>
      signed({ ...headerOf(of(world, 'Admin')), alg: 'EdDSA' }, claimsOf(of(world, 'Admin')), ed.privateKey, null),
  ],
  [
    'EdDSA with a key in its header',
    (world) =>
      signed(
        { ...headerOf(of(world, 'Admin')), alg: 'EdDSA', jwk: ed.publicKey.export({ format: 'jwk' }) },
        claimsOf(of(world, 'Admin')),
        ed.privateKey,
        null,
      ),
  ],
  [
    'RS256 with an address of keys',
    (world) =>
      signed(
        { ...headerOf(of(world, 'Admin')), alg: 'RS256', jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/x' },
        claimsOf(of(world, 'Admin')),
        rsa.privateKey,
        'sha256',
      ),
  ],
  [
    'ES256 with a signature of zeros',
    (world) =>
      unsigned(
        { ...headerOf(of(world, 'Admin')), alg: 'ES256' },
        claimsOf(of(world, 'Admin')),
        Buffer.alloc(64).toString('base64url'),
      ),
  ],
  [
    'a critical header that nobody knows',
    (world) =>
      signed(
        { ...headerOf(of(world, 'Admin')), alg: 'EdDSA', crit: ['evil'], evil: 1 },
        claimsOf(of(world, 'Admin')),
        ed.privateKey,
        null,
      ),
  ],
  ['a key id that is a path', () => unsigned({ alg: 'HS256', kid: '../../dev/null' }, { sub: 'x' }, 'x')],
  ['a key id that is a query', () => unsigned({ alg: 'HS256', kid: "' or 1=1 --" }, { sub: 'x' }, 'x')],
  ['a key id with NUL', () => unsigned({ alg: 'HS256', kid: '\u0000' }, { sub: 'x' }, 'x')],
  ['a key id that is an object', () => unsigned({ alg: 'HS256', kid: { a: 1 } }, { sub: 'x' }, 'x')],
  [
    'a brand’s key id and no key',
    ({ objects }) =>
      hs256(
        { kid: objects.brandKey, typ: 'JWT' },
        { iss: objects.brand, aud: 'parley', sub: 'x', role: 'CUSTOMER', exp: 9_999_999_999 },
        'x',
      ),
  ],
  [
    'a brand’s key id, alg none',
    ({ objects }) =>
      unsigned(
        { alg: 'none', kid: objects.brandKey },
        { iss: objects.brand, aud: 'parley', sub: 'x', role: 'CUSTOMER', exp: 9_999_999_999 },
      ),
  ],
  [
    'a brand’s key id, signed with ES256',
    ({ objects }) =>
      signed(
        { alg: 'ES256', kid: objects.brandKey },
        { iss: objects.brand, aud: 'parley', sub: 'x', role: 'CUSTOMER', exp: 9_999_999_999 },
        es.privateKey,
        'sha256',
      ),
  ],
  [
    'the visitor’s as the token of staff',
    (world) =>
      `${part({ ...headerOf(of(world, 'Visitor')), typ: 'at+jwt' })}.${of(world, 'Visitor').split('.').slice(1).join('.')}`,
  ],
  [
    'staff’s as the token of a visitor',
    (world) =>
      `${part({ ...headerOf(of(world, 'Agent')), typ: 'vt+jwt' })}.${of(world, 'Agent').split('.').slice(1).join('.')}`,
  ],
  ['a refresh token', ({ refreshToken }) => refreshToken],
  [
    'a service token with a wrong secret',
    ({ objects, canary }) => {
      canary();
      return `pst_${objects.serviceToken}.${randomBytes(32).toString('base64url')}`;
    },
  ],
  ['a service token of nobody', () => `pst_${randomUUID()}.${randomBytes(32).toString('base64url')}`],
  ['a service token without a secret', ({ objects }) => `pst_${objects.serviceToken}.`],
  ['a service token that is a query', () => "pst_' or 1=1 --.x"],
  ['a made-up secret', ({ canary }) => canary('eyJ')],
];
