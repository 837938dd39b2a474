import { hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { identitySettings, type IdentitySettings } from '../identity.config.js';

const KEEP = `insert into installation_secret (name, secret) values ('tokens', $1) on conflict (name) do nothing`;
const READ = `select secret from installation_secret where name = 'tokens'`;

/** The keys that sign our tokens: one for each purpose, all derived from one secret that every process of the installation has. */
@Injectable()
export class InstallationKeys {
  readonly #keys = new Map<string, Promise<Buffer>>();
  #secret: Promise<string> | undefined;

  constructor(
    private readonly database: Database,
    @Inject(identitySettings.token) private readonly settings: IdentitySettings,
  ) {}

  /** The 32-byte key of a purpose (HKDF-SHA256, RFC 5869): a token made for one purpose is worth nothing for another. */
  keyFor(purpose: string): Promise<Buffer> {
    const key = this.#keys.get(purpose) ?? this.#derive(purpose);
    this.#keys.set(purpose, key);
    key.catch(() => this.#keys.delete(purpose));
    return key;
  }

  async #derive(purpose: string): Promise<Buffer> {
    this.#secret ??= this.#read();
    try {
      return Buffer.from(hkdfSync('sha256', await this.#secret, 'parley', purpose, 32));
    } catch (error) {
      this.#secret = undefined;
      throw error;
    }
  }

  async #read(): Promise<string> {
    if (this.settings.tokenSecret) return this.settings.tokenSecret;
    // Random and not from Ids: tests that pin identifiers must not pin this.
    await this.database.rows(KEEP, [randomBytes(48).toString('base64url')]);
    const row = await this.database.row<{ secret: string }>(READ);
    if (!row) throw new Error('The installation has no token secret.');
    return row.secret;
  }
}
