import { Passwords } from './passwords.js';

class CountedPasswords extends Passwords {
  readonly verified: string[] = [];

  protected override verify(passwordHash: string, password: string): Promise<boolean> {
    this.verified.push(passwordHash);
    return super.verify(passwordHash, password);
  }
}

it('recognises a password by its argon2id hash, and nothing else', async () => {
  const passwords = new Passwords();
  const hash = await passwords.hash('password', 'пароль довгий');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.fits(hash, 'пароль довгий')).toBe(true);
  expect(await passwords.fits(hash, 'пароль довгиЙ')).toBe(false);
});

it('[S6] does one hash of the same cost for somebody who does not exist, who never fits', async () => {
  const passwords = new CountedPasswords();
  const hash = await passwords.hash('password', 'a password that fits');
  expect(await passwords.fits(hash, 'wrong')).toBe(false);
  expect(await passwords.fits(null, 'wrong')).toBe(false);
  expect(await passwords.fits(undefined, 'nobody has this password')).toBe(false);
  const costs = passwords.verified.map((known) => known.split('$').slice(0, 4).join('$'));
  expect(costs).toHaveLength(3);
  expect(new Set(costs).size).toBe(1);
});

it.each(['', 'too short', 'x'.repeat(129), 'lone surrogate \ud800'])(
  'refuses %j as a new password',
  async (password) => {
    await expect(new Passwords().hash('newPassword', password)).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { field: 'newPassword' },
    });
  },
);
