import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, Ids, InvalidInput, textWithin } from '@libs/domain';
import { serviceSecretHash } from '../authentication/account-actors.js';
import type { StaffActor } from '../model/actor.js';
import { ownBrands } from '../model/own-brands.js';
import { ServiceToken } from '../model/service-token.entity.js';
import { SealedTokens } from '../tokens/sealed-tokens.js';

interface Input {
  readonly name: string;
  readonly brandIds: readonly string[];
  readonly expiresAt?: Date | null;
}

/** An administrator makes credentials for a machine. */
@Injectable()
export class OpenServiceToken {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
    private readonly sealed: SealedTokens,
  ) {}

  /** @throws NotFound for a brand that is not the actor's; InvalidInput for a bad name or an expiry in the past */
  execute(command: Command<Input, StaffActor>): Promise<{ serviceTokenId: string }> {
    const { name, brandIds, expiresAt } = command.input;
    return this.unit.run(command, async ({ em, now }) => {
      if (expiresAt && !(expiresAt > now))
        throw new InvalidInput('expiresAt', 'The token would have expired before it is used.');
      const id = this.ids.next();
      em.persist(
        em.create(ServiceToken, {
          id,
          name: textWithin('name', name, { min: 1, max: 100 }),
          secretHash: serviceSecretHash(await this.#secretOf(id)),
          brandIds: ownBrands(command.actor, brandIds),
          createdBy: command.actor.id,
          createdAt: now,
          expiresAt: expiresAt ?? null,
          revokedAt: null,
          lastUsedAt: null,
          sequence: 0,
        }),
      );
      return { serviceTokenId: id };
    });
  }

  /** The token in full. Shown once: with the answer of the request that made it, and with that answer's repetition. */
  async tokenOf(serviceTokenId: string): Promise<string> {
    return `pst_${serviceTokenId}.${await this.#secretOf(serviceTokenId)}`;
  }

  #secretOf(id: string): Promise<string> {
    return this.sealed.secretOf('service token', id);
  }
}
