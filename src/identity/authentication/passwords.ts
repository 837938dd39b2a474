import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { InvalidInput } from '@libs/domain';

/** Argon2id with 19 MiB, 2 passes and 1 lane: the first choice of OWASP's Password Storage Cheat Sheet. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const SHORTEST = 10;
const LONGEST = 128;

/** Hashes and checks passwords. Every check costs one hash, whether there is anything to check against or not. */
@Injectable()
export class Passwords {
  /** Made at once, so that not even the first check of a stranger takes longer. */
  readonly #dummy = hash('nobody has this password', COST);

  /** Hash of a new password in PHC form. @throws InvalidInput unless it has 10 to 128 characters */
  async hash(field: string, password: string): Promise<string> {
    checkPassword(field, password);
    if (password.length < SHORTEST) throw new InvalidInput(field, `A password has at least ${SHORTEST} characters.`);
    return hash(password, COST);
  }

  /** Whether the password fits. Without a hash it never does, after the same work. */
  async fits(passwordHash: string | null | undefined, password: string): Promise<boolean> {
    const fits = await this.verify(passwordHash ?? (await this.#dummy), password);
    return fits && passwordHash != null;
  }

  /** The costly step. */
  protected verify(passwordHash: string, password: string): Promise<boolean> {
    return verify(passwordHash, password);
  }
}

/** Refuses what cannot be a password before anything is spent on it. @throws InvalidInput */
export function checkPassword(field: string, password: string): void {
  if (password.length === 0) throw new InvalidInput(field, 'The password is empty.');
  if (password.length > LONGEST) throw new InvalidInput(field, `A password has at most ${LONGEST} characters.`);
  if (!password.isWellFormed()) throw new InvalidInput(field, 'The password is not well-formed Unicode.');
}
