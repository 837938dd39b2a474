import { Socket } from 'node:net';
import { isSecretName, redactSecrets, redactText } from './redact-secrets.js';

const secretNames = [
  'authorization',
  'Proxy-Authorization',
  'cookie',
  'set-cookie',
  'password',
  'newPassword',
  'passwordHash',
  'token',
  'accessToken',
  'refresh_token',
  'idToken',
  'clientSecret',
  'CLIENT_SECRET',
  'x-api-key',
  'privateKey',
  'databaseUrl',
  'DATABASE_URL',
];

class Account {
  constructor(
    readonly email: string,
    readonly passwordHash: string,
  ) {}
}

describe('redacting secrets', () => {
  it.each(secretNames)('strikes out %s at any depth, in arrays, maps and instances too', (name) => {
    const line = {
      [name]: 'canary',
      deep: { list: [{ more: { [name]: ['canary'] } }], map: new Map([[name, 'canary']]), number: { [name]: 4711 } },
      account: new Account('a@example.com', 'canary'),
    };
    const text = JSON.stringify(redactSecrets(line));
    expect(text).not.toMatch(/canary|4711/);
    expect(text).toContain('a@example.com');
  });

  it.each(['tokens', 'passwordless', 'secretary', 'author', 'cookieless', 'text'])('leaves %s alone', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it('leaves the original and harmless values as they are', () => {
    const at = new Date(0);
    const original = { password: 'canary', hasPassword: true, token: null, list: [1, 'two', undefined], at };
    expect(redactSecrets(original)).toEqual({
      password: '[redacted]',
      hasPassword: true,
      token: null,
      list: [1, 'two', undefined],
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(original.password).toBe('canary');
  });

  it('strikes out secrets in the middle of a text', () => {
    const jwt = `${Buffer.from('{"alg":"none"}').toString('base64url')}.canary.canary`;
    for (const text of [
      'called with Bearer canary-canary',
      `the token ${jwt} is old`,
      'connect to postgres://parley:canary@127.0.0.1:5432/parley',
      'GET /events?after=7&access_token=canary',
    ]) {
      expect(redactText(text)).not.toContain('canary');
    }
    expect(redactText('GET /events?after=7&access_token=canary&page=2')).toBe(
      'GET /events?after=7&access_token=[redacted]&page=2',
    );
    expect(redactText('a bearer of news at http://host:80/a@b')).toBe('a bearer of news at http://host:80/a@b');
  });

  it.each(['prt', 'pst', 'pdt', 'pin'])('strikes out an opaque token that begins with %s_', (kind) => {
    const token = `${kind}_0193aa5e-7c1d-7b2e-9f00-0123456789ab.7.c2lnbmF0dXJlLWNhbmFyeQ`;
    expect(redactText(`the token ${token}, given twice: ${token}`)).toBe(
      'the token [redacted], given twice: [redacted]',
    );
    expect(redactText('a pin_code and a pst_x')).toBe('a pin_code and a pst_x');
  });

  it('turns errors into objects with their causes, without secrets', () => {
    const cause = Object.assign(new RangeError('inner'), { clientSecret: 'canary' });
    const error = Object.assign(new TypeError('failed at http://me:canary@host/', { cause }), {
      config: { headers: { Authorization: 'canary' } },
    });
    const copy = redactSecrets({ error, all: new AggregateError([cause], 'many') });
    expect(copy).toMatchObject({
      error: { type: 'TypeError', cause: { type: 'RangeError', message: 'inner' } },
      all: { errors: [{ message: 'inner' }] },
    });
    expect(JSON.stringify(copy)).not.toContain('canary');
  });

  it('ends at circles, great depth, sockets and binary data', () => {
    const circle: Record<string, unknown> = { name: 'round' };
    circle.self = circle;
    let deep: unknown = 'bottom';
    for (let level = 0; level < 50; level++) deep = { deep };
    const copy = redactSecrets({ circle, deep, socket: new Socket(), bytes: Buffer.from('canary'), big: 1n });
    expect(copy).toMatchObject({ circle: { self: '[circular]' }, socket: '[Socket]', bytes: '[6 bytes]', big: '1' });
    expect(JSON.stringify(copy)).toContain('[too deep]');
  });

  it('shows one object twice when it stands beside itself', () => {
    const twin = { a: 1 };
    expect(redactSecrets([twin, twin])).toEqual([{ a: 1 }, { a: 1 }]);
  });
});
