import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, Ids, InvalidInput, NotFound } from '@libs/domain';
import { BrandDirectory } from '@src/brands';
import { type Actor, VisitorTokens } from '@src/identity';
import { newVisitor } from './new-visitor.js';
import { VisitorLimits } from './visitor-limits.js';

/** Nobody signed in stands behind this key: it must be one that no stranger hits upon, since it answers with the token again. */
const MIN_KEY_LENGTH = 20;

/** Where a request came from. */
interface Origin {
  readonly address: string;
  readonly userAgent: string | undefined;
}

/** A stranger on a brand's website gets a token, bound to that brand and to one visitor. */
@Injectable()
export class OpenVisitorSession {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
    private readonly brands: BrandDirectory,
    private readonly tokens: VisitorTokens,
    private readonly limits: VisitorLimits,
  ) {}

  /**
   * Makes the visitor and his token. The token is made anew for a repeated key, equal to the first: it is never stored.
   * @throws TooManyVisitorSessions; NotFound for an unknown brand; InvalidInput for a client key that could be guessed
   */
  async execute(
    command: Command<{ brandCode: string }, Actor>,
    origin: Origin,
  ): Promise<{ visitorId: string; token: string; expiresAt: Date }> {
    await this.limits.countSession(origin.address);
    if (command.clientKey.length < MIN_KEY_LENGTH)
      throw new InvalidInput(
        'clientKey',
        `Here the key is a secret of yours: at least ${MIN_KEY_LENGTH} characters, at random.`,
      );
    const brand = await this.brands.byCode(command.input.brandCode);
    if (!brand) throw new NotFound('brand', 'brandCode');
    const { visitorId, openedAt } = await this.unit.run(command, async ({ em, now }) => {
      const visitor = newVisitor(em, {
        id: this.ids.next(),
        brandId: brand.id,
        userAgent: readable(origin.userAgent),
        now,
      });
      return { visitorId: visitor.id, openedAt: now.toISOString() };
    });
    return { visitorId, ...(await this.tokens.issue(visitorId, brand.id, new Date(openedAt))) };
  }
}

/** What can be stored of a header that anybody may fill with anything. */
function readable(userAgent: string | undefined): string | null {
  return userAgent?.replaceAll('\0', '').toWellFormed().slice(0, 500) || null;
}
