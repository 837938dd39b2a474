import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type Command, Ids, InvalidInput, NotFound } from '@libs/domain';
import { BrandDirectory } from '@src/brands';
import { type Actor, seesBrand } from '@src/identity';
import { checkedTrigger, GreetingTrigger } from '../model/greeting-trigger.entity.js';
import { BrandLinkGuard } from './brand-link-guard.js';

/** Each page that a visitor opens is held against all of them. */
const MOST_PER_BRAND = 100;

interface Input {
  readonly brandCode: string;
  readonly name: string;
  readonly text: string;
  readonly urlContains?: string | null;
  readonly afterSeconds: number;
  readonly oncePerVisit: boolean;
  readonly isEnabled: boolean;
}

/** A supervisor adds an automatic greeting to a brand's website. */
@Injectable()
export class AddGreetingTrigger {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
    private readonly brands: BrandDirectory,
    private readonly links: BrandLinkGuard,
  ) {}

  /**
   * @throws NotFound for a brand that is not the actor's; InvalidInput as {@link checkedTrigger}, and for the 101st trigger of a brand;
   * ForeignBrandLink
   */
  async execute(command: Command<Input, Actor>): Promise<{ triggerId: string }> {
    const { brandCode, ...content } = command.input;
    const checkLinks = await this.links.ready();
    return this.unit.run(command, async ({ em, sql, now }) => {
      const brand = await this.brands.byCode(brandCode);
      if (!brand || !seesBrand(command.actor, brand.id)) throw new NotFound('brand', 'brandCode');
      checkLinks(content.text, brand.id);
      // Locked, so that two who add at the same time do not pass the limit together.
      await sql.rows('select from brand where id = $1 for no key update', [brand.id]);
      if ((await em.count(GreetingTrigger, { brandId: brand.id })) >= MOST_PER_BRAND)
        throw new InvalidInput('brandCode', `A brand has at most ${MOST_PER_BRAND} triggers.`);
      const trigger = em.create(GreetingTrigger, {
        id: this.ids.next(),
        brandId: brand.id,
        createdAt: now,
        ...checkedTrigger({ ...content, urlContains: content.urlContains ?? null }),
      });
      em.persist(trigger);
      return { triggerId: trigger.id };
    });
  }
}
