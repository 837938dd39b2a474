import { createPublicKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { UnitOfWork } from '@libs/commands';
import { type Command, Ids, InvalidInput, NotFound } from '@libs/domain';
import { seesBrand, type StaffActor } from '../model/actor.js';
import { BrandKey, type BrandKeyAlgorithm } from '../model/brand-key.entity.js';
import { SealedTokens } from '../tokens/sealed-tokens.js';

interface Input {
  readonly brandId: string;
  readonly publicKeyPem?: string | null;
}

/** The new key; `hasSecret` when the website is to sign with a secret that we made. */
export interface AddedBrandKey {
  readonly brandKeyId: string;
  readonly hasSecret: boolean;
}

/** An administrator lets a brand's website vouch for people: with a secret that we make, or with a key pair of its own. */
@Injectable()
export class AddBrandKey {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
    private readonly sealed: SealedTokens,
  ) {}

  /** @throws NotFound for a brand that is not the actor's; InvalidInput for anything but a public P-256 key or an RSA key of ≥ 2048 bits */
  execute(command: Command<Input, StaffActor>): Promise<AddedBrandKey> {
    const { brandId, publicKeyPem } = command.input;
    return this.unit.run(command, async ({ em, now }) => {
      if (!seesBrand(command.actor, brandId)) throw new NotFound('brand', 'brandId');
      const id = this.ids.next();
      const given = publicKeyPem == null ? undefined : publicKeyFrom(publicKeyPem);
      const key = em.create(BrandKey, {
        id,
        brandId,
        algorithm: given?.algorithm ?? 'HS256',
        secret: given ? null : await this.secretOf(id),
        publicKey: given?.jwk ?? null,
        createdBy: command.actor.id,
        createdAt: now,
        revokedAt: null,
        sequence: 0,
      });
      em.persist(key);
      return { brandKeyId: id, hasSecret: key.secret !== null };
    });
  }

  /** The secret of a new key, 43 characters. Shown once: with the answer of the request that made it, and with that answer's repetition. */
  secretOf(brandKeyId: string): Promise<string> {
    return this.sealed.secretOf('brand key', brandKeyId);
  }
}

function publicKeyFrom(pem: string): { algorithm: BrandKeyAlgorithm; jwk: JWK } {
  const wrong = new InvalidInput(
    'publicKeyPem',
    'This is not a public key in PEM form: P-256, or RSA with at least 2048 bits.',
  );
  if (pem.length > 10_000 || !pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) throw wrong;
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw wrong;
  }
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const jwk = key.export({ format: 'jwk' }) as JWK;
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return { algorithm: 'ES256', jwk };
  if (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048 && modulusLength <= 8192)
    return { algorithm: 'RS256', jwk };
  throw wrong;
}
